"""The review desk: what people decided about pairs, kept beside the pairs and never in them.

`records` speaks for the rest; `store` keeps the log; `standing`, `blind`, `queues`, `agreement`, `anchoring` and
`calibration` compute from it and write nothing. Importing this package loads neither SQLAlchemy nor pandas.
"""
