"""Documents: what a database knows them by, and which of them have a term of a query."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, Dialect, TextClause, and_, insert, text, update
from sqlmodel import col

from app.domain.catalogue import Catalogue
from app.domain.revision import key_of
from app.search.document import DOCUMENTS, Document
from app.store.snapshot import Snapshot
from app.store.tables import DocumentRow
from app.store.versioned import FOREVER
from app.store.vocabulary import find_named

MOST_DOCUMENTS = 300
"""Documents that are ranked for one query: of more that have a term of it, those that the database ranks first."""

KEYS_A_STATEMENT = 500
"""Documents withdrawn by one UPDATE; databases bound the number of parameters."""

TERMS = "array_to_tsvector(string_to_array(terms, ' '))"
"""What PostgreSQL has an index of: the terms as they are, for they are folded and stemmed already."""

_HELD = "d.added <= :revision AND d.withdrawn > :revision"
_OF_SQLITE = text(
    f"""
    SELECT d.collection, d.key FROM document_terms AS t JOIN document AS d ON d.pk = t.rowid
    WHERE document_terms MATCH :terms AND {_HELD} ORDER BY t.rank, d.collection, d.key LIMIT :most
    """  # noqa: S608  texts of ours
)
_OF_POSTGRESQL = text(
    f"""
    SELECT d.collection, d.key FROM document AS d
    WHERE {TERMS} @@ CAST(:terms AS tsquery) AND {_HELD}
    ORDER BY ts_rank({TERMS}, CAST(:terms AS tsquery)) DESC, d.collection, d.key LIMIT :most
    """  # noqa: S608  texts of ours
)


def find_documents(snapshot: Snapshot, terms: Collection[str]) -> list[Document]:
    """List, in no order, the documents of a revision that have one of some terms, MOST_DOCUMENTS at most."""
    query, spelt = _question(snapshot.connection.dialect, terms)
    values = {"terms": spelt, "revision": snapshot.revision, "most": MOST_DOCUMENTS}
    found = [(collection, key) for collection, key in snapshot.connection.execute(query, values)]
    asked = [("document", snapshot.revision, collection, key) for collection, key in sorted(found)]

    def read(missing: Sequence[tuple[str, int, str, str]]) -> list[Document]:
        made: dict[tuple[str, str], Document] = {}
        for collection, make in DOCUMENTS.items():
            keys = tuple(key for _, _, of, key in missing if of == collection)
            made |= {(collection, key_of(noun)): make(noun) for noun in find_named(snapshot, collection, keys)}
        return [made[collection, key] for _, _, collection, key in missing]

    return read(asked) if snapshot.memory is None else snapshot.memory.recall_all(asked, read)


def add_documents(connection: Connection, number: int, new: Catalogue) -> None:
    """Let what a revision adds be found."""
    rows = [
        {"collection": collection, "key": key_of(noun), "added": number, "terms": " ".join(sorted(make(noun).terms))}
        for collection, make in DOCUMENTS.items()
        for noun in getattr(new, collection)
    ]
    if rows:
        connection.execute(insert(DocumentRow), rows)


def withdraw_documents(connection: Connection, number: int, gone: Catalogue) -> None:
    """Let what a revision withdraws be found in those before it only."""
    for collection in DOCUMENTS:
        keys = [key_of(noun) for noun in getattr(gone, collection)]
        held = and_(col(DocumentRow.collection) == collection, col(DocumentRow.withdrawn) == FOREVER)
        for start in range(0, len(keys), KEYS_A_STATEMENT):
            some = col(DocumentRow.key).in_(keys[start : start + KEYS_A_STATEMENT])
            connection.execute(update(DocumentRow).where(held, some).values(withdrawn=number))


def _question(dialect: Dialect, terms: Collection[str]) -> tuple[TextClause, str]:
    """Spell a search for any of some terms, which are letters and digits: quoted, no word of them is an operator."""
    if dialect.name == "sqlite":
        return _OF_SQLITE, " OR ".join(f'"{term}"' for term in sorted(terms))
    return _OF_POSTGRESQL, " | ".join(f"'{term}'" for term in sorted(terms))
