"""The log, its head and the reviewers; the log refuses changes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = ("at", "pair_id", "relation", "timing", "confidence", "note", "refers", "name", "value",
        "suggested_relation", "suggested_timing", "model")
QUOTES = ("claim", "finding", "deciding")


def upgrade() -> None:
    """Make the three tables and what keeps the log append-only."""
    op.create_table("reviewers", sa.Column("id", sa.Text, primary_key=True), sa.Column("name", sa.Text, nullable=False))
    op.create_table("head", sa.Column("one", sa.Integer, primary_key=True), sa.Column("seq", sa.BigInteger, nullable=False),
                    sa.Column("hash", sa.Text, nullable=False), sa.CheckConstraint("one = 1"))
    op.execute("INSERT INTO head VALUES (1, 0, '')")
    op.create_table(
        "log",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reviewer", sa.Text, sa.ForeignKey("reviewers.id"), nullable=False),
        *(sa.Column(name, sa.Text, nullable=name != "at") for name in TEXT),
        sa.Column("seconds", sa.Double), sa.Column("suggested_score", sa.Double), sa.Column("blind", sa.Integer),
        *(column for quote in QUOTES for column in _quote(quote)),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_index("log_pair", "log", ["pair_id", "reviewer"])
    _refuse_changes()


def _quote(name: str) -> list[sa.Column]:
    kinds = {"doc": sa.Text, "sha256": sa.Text, "start": sa.BigInteger, "end": sa.BigInteger, "text": sa.Text,
             "before": sa.Text, "after": sa.Text}
    return [sa.Column(f"{name}_{part}", kind) for part, kind in kinds.items()]


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                   "$$ BEGIN RAISE EXCEPTION 'the review log is append-only'; END $$")
        op.execute("CREATE TRIGGER log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log "
                   "FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only()")
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER log_refuses_{change.lower()} BEFORE {change} ON log "
                   "BEGIN SELECT RAISE(ABORT, 'the review log is append-only'); END")
