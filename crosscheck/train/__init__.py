"""How the shipped models were made, so that anyone with the data can make them again.

Nothing outside this package imports it, and nothing in it is needed to run a cross-check.
"""
