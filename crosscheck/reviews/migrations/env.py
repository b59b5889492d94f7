"""What Alembic runs: the scripts go over the connection they are handed, in the transaction it is in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
