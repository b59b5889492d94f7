"""The errors crosscheck raises on purpose.

Each message says what is wrong, names the file or value, and says what to do. The library raises them; only the
command line and the app print them, as one line.
"""


class CrosscheckError(Exception):
    """Anything a user can mend: bad input, a stale index, a missing model. The command line exits with status 1."""


class CorpusError(CrosscheckError):
    """A manifest or document that cannot be used: missing, altered, empty, not UTF-8, without a State text…"""


class StaleIndexError(CrosscheckError):
    """An index that is missing, stale, damaged, or made by another model or version."""


class ModelError(CrosscheckError):
    """A model that cannot be found, verified or loaded."""


class GoldError(CrosscheckError):
    """A file of judged pairs whose lines cannot be read; the message names each bad line."""
