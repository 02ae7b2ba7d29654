"""The third migration: counts of every revision, and the indexes that a new database has."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, text
from sqlmodel import SQLModel

from app.domain.catalogue import Catalogue
from app.store.dataset import count_facts_by, count_nouns
from app.store.engine import open_writer
from app.store.loading import load, read_catalogue
from app.store.migrating import alembic_config, migrate
from app.store.snapshot import open_snapshot
from app.store.tables import COUNTED
from app.store.versioned import FOREVER


@pytest.fixture
def writer(database_url: str, articles: Catalogue) -> Iterator[Engine]:
    """Open a database in which facts came, went, and came back."""
    engine = open_writer(database_url)
    half = replace(articles, facts=articles.facts[::2])
    for catalogue in (half, articles, Catalogue(), half):
        load(engine, catalogue, prune=True)
    yield engine
    engine.dispose()


def move(engine: Engine, step: Callable[[Config, str], None], version: str) -> None:
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config, version)


def tallies(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM tally ORDER BY kind, name, added"))]


def indexes(engine: Engine) -> dict[str, str]:
    """Spell every index as the database keeps it, in which the conditions of partial ones stand too."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
        return {name: sql for name, sql in rows}  # noqa: C416  rows are not pairs to mypy


def test_every_revision_is_counted_as_what_it_holds(writer: Engine) -> None:
    for number in range(1, 5):
        with open_snapshot(writer, number) as snapshot:
            held = read_catalogue(snapshot)
            assert count_nouns(snapshot) == held.counts
            for column in COUNTED:
                names = Counter(getattr(fact, column) for fact in held.facts if getattr(fact, column))
                assert count_facts_by(snapshot, column, [*names, "nobody"]) == names


def test_what_a_load_counts_is_what_the_migration_counts(writer: Engine) -> None:
    counted = tallies(writer)

    move(writer, command.downgrade, "0002")
    migrate(writer)

    assert tallies(writer) == counted
    assert ({row[2] for row in counted}, {row[3] for row in counted}) == ({1, 2, 4}, {2, 3, FOREVER})


def test_the_indexes_of_a_migrated_database_are_those_that_the_tables_ask_for(writer: Engine) -> None:
    asked_for = create_engine("sqlite://")
    SQLModel.metadata.create_all(asked_for)

    assert indexes(writer) == indexes(asked_for)
    asked_for.dispose()


def test_going_back_and_forth_leaves_every_index_as_it_was(writer: Engine) -> None:
    before = indexes(writer)

    move(writer, command.downgrade, "0002")
    there = indexes(writer)
    migrate(writer)

    assert indexes(writer) == before
    assert "ix_fact_key" in there
    assert "ix_fact_added_key" not in there


def test_no_row_of_the_counts_says_that_there_is_nothing(writer: Engine) -> None:
    assert [row for row in tallies(writer) if row[4] == 0] == []
