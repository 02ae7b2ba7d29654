"""Documents: what can be found in each revision, on both databases, and after the migration that brought them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from app.domain.catalogue import Catalogue
from app.search.document import COLLECTIONS, terms_of
from app.search.words import runs_of, split
from app.store.documents import find_documents
from app.store.engine import open_reader, open_writer
from app.store.loading import load, read_catalogue
from app.store.migrating import alembic_config, migrate
from app.store.snapshot import Snapshot, open_snapshot
from app.store.versioned import FOREVER
from tests.postgres.cluster import Cluster

CALLED = ("metrics", "segments")
"""What has words by which it is looked for too, of which the older schema knows nothing."""


@pytest.fixture(params=["sqlite", "postgresql"])
def writer(request: pytest.FixtureRequest, database_url: str) -> Iterator[Engine]:
    """Open a new database of either kind."""
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgres")
        database_url = cluster.url(cluster.new_database())
    engine = open_writer(database_url)
    migrate(engine)
    yield engine
    engine.dispose()


def found(snapshot: Snapshot, query: str) -> set[str]:
    return {document.slug for document in find_documents(snapshot, terms_of(runs_of(split(query))))}


def rows(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        query = "SELECT collection, key, added, withdrawn, terms FROM document ORDER BY collection, key, added"
        return [tuple(row) for row in connection.execute(text(query))]


def test_whatever_is_searched_is_found_by_each_of_its_names(writer: Engine, articles: Catalogue) -> None:
    load(writer, articles)

    with open_snapshot(writer) as snapshot:
        for collection in COLLECTIONS.values():
            for noun in getattr(articles, collection):
                name = noun.text if collection == "statements" else noun.name
                key = noun.id if collection == "statements" else noun.slug
                assert key in found(snapshot, name)
        assert {"amazon", "walmart"} <= found(snapshot, "amzaon wlamart")
        assert found(snapshot, "zzyzx") == set()


def test_each_revision_is_searched_as_it_was(writer: Engine, articles: Catalogue) -> None:
    renamed = tuple(
        replace(metric, name="Zzyzx") if metric.slug == "revenue" else metric for metric in articles.metrics
    )
    load(writer, articles)
    load(writer, replace(articles, metrics=renamed))
    load(writer, replace(articles, metrics=renamed, statements=()), prune=True)

    for number, by_old_name, by_new_name in ((1, True, False), (2, True, True), (3, True, True)):
        with open_snapshot(writer, number) as snapshot:
            held = read_catalogue(snapshot)
            assert ("revenue" in found(snapshot, "revenue")) is by_old_name  # its slug is still that
            assert ("revenue" in found(snapshot, "zzyzx")) is by_new_name
            said = {
                document.slug for document in find_documents(snapshot, terms_of(runs_of(split("retail ai stores"))))
            }
            assert bool(said & {statement.id for statement in articles.statements}) is bool(held.statements)


def test_the_migration_makes_what_loads_make(writer: Engine, articles: Catalogue) -> None:
    nouns = {name: tuple(replace(each, also_called=()) for each in getattr(articles, name)) for name in CALLED}
    whole = replace(articles, **nouns)
    half = replace(whole, statements=whole.statements[::2])
    for catalogue in (half, whole, half):
        load(writer, catalogue, prune=True)
    made = rows(writer)
    config = alembic_config()

    with writer.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
    migrate(writer)

    assert rows(writer) == made
    assert {row[3] for row in made} == {3, FOREVER}
    with open_snapshot(writer) as snapshot:
        assert "amazon" in found(snapshot, "amazn")


def test_searching_is_reading_only(loaded_url: str) -> None:
    """The table that SQLite searches is one of those that the reader's connection may not change."""
    engine = open_reader(loaded_url)
    with engine.connect() as connection:
        for statement in (
            "INSERT INTO document_terms (document_terms) VALUES ('rebuild')",
            "UPDATE sqlite_master SET sql = ''",
            "DELETE FROM document_terms",
            "PRAGMA writable_schema = ON",
        ):
            with pytest.raises(DBAPIError, match=r"not authorized|readonly|may not be modified|prohibited"):
                connection.exec_driver_sql(statement)
    engine.dispose()
