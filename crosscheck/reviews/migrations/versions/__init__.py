"""Alembic's scripts for the review database; `crosscheck.reviews.schema` runs them."""
