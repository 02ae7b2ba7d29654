"""How Alembic reaches the database: through the program's own connection, or through the settings."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from app.settings import Settings
from app.store import tables  # noqa: F401  fills SQLModel.metadata
from app.store.engine import open_writer


def run(connection: Connection) -> None:
    """Run the migrations over an open connection."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with open_writer(Settings().database_url).begin() as own:
        run(own)
