"""What a State tells a treaty body, beside what independent sources found, sentence by sentence."""

__version__ = "0.1.0"
