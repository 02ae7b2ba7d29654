"""How Alembic reaches the database: through the program's own connection, or through the settings."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from app.settings import Settings
from app.store import tables  # noqa: F401  fills SQLModel.metadata
from app.store.engine import open_writer

SEARCHED = ("document_terms", "ix_document_terms")
"""What is searched: SQLite's virtual table with the tables that it keeps, and PostgreSQL's index of terms."""


def is_of_a_model(name: str | None, kind: str, _: object) -> bool:
    """Whether Alembic compares something that it finds in a database with the models."""
    return kind not in ("table", "index") or not (name or "").startswith(SEARCHED)


def run(connection: Connection) -> None:
    """Run the migrations over an open connection."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        include_name=is_of_a_model,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with open_writer(Settings().database_url).begin() as own:
        run(own)
