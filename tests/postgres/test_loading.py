"""Loading on PostgreSQL: all or nothing, one after the other, and never in the way of readers."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from app.domain.catalogue import Catalogue
from app.packs.reader import read_packs
from app.store import engine as engines
from app.store.engine import open_reader, open_writer
from app.store.faults import DatabaseLockedError
from app.store.loading import load, read_catalogue
from app.store.snapshot import check_readiness, open_snapshot
from tests.conftest import WritePack
from tests.packs.writing import fact, source

Load = Callable[[str], int]


@pytest.fixture
def writer(migrated_url: str) -> Iterator[Engine]:
    """Open a migrated database for writing."""
    engine = open_writer(migrated_url)
    yield engine
    engine.dispose()


@pytest.fixture
def reader(migrated_url: str) -> Iterator[Engine]:
    """Open the same database for reading."""
    engine = open_reader(migrated_url)
    yield engine
    engine.dispose()


def rows_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row of every table, but for the time of loading and the numbers that only link rows."""
    rows: dict[str, list[tuple[Any, ...]]] = {}
    with engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            columns = [each for each in table.columns if each.name not in ("created", "pk") and not each.foreign_keys]
            found = connection.execute(select(*columns)).all()
            rows[table.name] = sorted((tuple(row) for row in found), key=repr)
    return rows


def test_the_same_loads_leave_the_same_rows_as_on_sqlite(
    writer: Engine, database_url: str, seed: Catalogue, articles: Catalogue
) -> None:
    file = open_writer(database_url)

    for engine in (writer, file):
        load(engine, articles)
        load(engine, seed)
        load(engine, articles, prune=True)

    assert rows_of(writer) == rows_of(file)
    file.dispose()


def test_what_is_read_back_is_what_was_loaded(writer: Engine, reader: Engine, seed: Catalogue) -> None:
    load(writer, seed)

    with open_snapshot(reader) as snapshot:
        read = read_catalogue(snapshot)

    assert {name: set(getattr(read, name)) for name in seed.counts} == {
        name: set(getattr(seed, name)) for name in seed.counts
    }


def test_a_load_that_fails_half_way_changes_nothing(writer: Engine, reader: Engine, seed: Catalogue) -> None:
    with writer.begin() as connection:
        connection.execute(text("ALTER TABLE claim ADD CHECK (slug <> 'revenue-gap')"))

    with pytest.raises(DBAPIError, match="violates check constraint"):
        load(writer, seed)

    assert not any(rows_of(reader).values())


def test_two_that_load_at_the_same_time_do_so_one_after_the_other(
    migrated_url: str, small_world: Catalogue, write_pack: WritePack, reader: Engine
) -> None:
    packs = [write_pack(source(slug=f"source-{n}") + fact(), f"{n}.toml") for n in range(4)]
    first = open_writer(migrated_url)
    load(first, small_world)
    first.dispose()

    def load_one(number: int) -> int:
        own = open_writer(migrated_url)
        loaded = load(own, read_packs([packs[number]], small_world))
        own.dispose()
        return loaded.revision

    with ThreadPoolExecutor() as pool:
        revisions = sorted(pool.map(load_one, range(4)))

    assert revisions == [2, 3, 4, 5]
    with open_snapshot(reader) as snapshot:
        assert len(read_catalogue(snapshot).facts) == 4


def test_a_load_that_has_not_ended_is_seen_by_nobody_and_lets_everybody_read(
    writer: Engine, reader: Engine, small_world: Catalogue, articles: Catalogue
) -> None:
    load(writer, small_world)

    with open_snapshot(reader) as before:
        with writer.begin() as connection:
            connection.execute(text("INSERT INTO revision VALUES (2, now(), 0, 0, 0)"))
            connection.execute(text("UPDATE company SET withdrawn = 2"))
            during = check_readiness(reader)
        after = check_readiness(reader)
        held = read_catalogue(before)

    assert (during, after) == (1, 2)
    assert set(held.companies) == set(small_world.companies)
    assert articles.counts != held.counts


def test_who_waits_too_long_for_another_that_loads_gives_up(
    writer: Engine, migrated_url: str, small_world: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 1)
    late = open_writer(migrated_url)

    with writer.begin(), pytest.raises(DatabaseLockedError, match="another process is writing"):
        load(late, small_world)

    assert load(late, small_world).revision == 1
    late.dispose()


def test_nothing_can_be_written_by_who_reads(reader: Engine, writer: Engine, small_world: Catalogue) -> None:
    load(writer, small_world)

    with reader.connect() as connection, pytest.raises(DBAPIError, match="read-only transaction"):
        connection.execute(text("DELETE FROM fact"))


def test_options_of_the_url_are_kept_beside_the_one_that_forbids_writing(migrated_url: str) -> None:
    reader = open_reader(f"{migrated_url}&options=-c%20work_mem=7MB")

    with reader.connect() as connection:
        told = [connection.exec_driver_sql(f"SHOW {each}").scalar() for each in ("work_mem", "transaction_read_only")]

    reader.dispose()
    assert told == ["7MB", "on"]
