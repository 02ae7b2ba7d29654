"""Versioned rows: what belongs to some revisions and not to others, in whatever table."""

from sqlalchemy import String
from sqlmodel import Field, SQLModel

FOREVER = 2**31 - 1
"""The end of a row that no revision has withdrawn; a number, so that one comparison serves every revision."""

SLUG = String().with_variant(String(collation="C"), "postgresql")
"""Names sort byte by byte on every database, whatever its locale."""


class VersionedRow(SQLModel):
    """A row that belongs to the revisions from `added` up to, not including, `withdrawn`.

    `key` names what the row is about: a row that is added under the key of one that is withdrawn replaces it.
    """

    pk: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_type=SLUG)
    added: int
    withdrawn: int = FOREVER
