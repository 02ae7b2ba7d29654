"""Migrations: up, down, and a database of another version."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

from app.domain.catalogue import Catalogue
from app.store.engine import open_reader, open_writer
from app.store.faults import NoDatasetError, WrongVersionError
from app.store.loading import load
from app.store.migrating import alembic_config, migrate
from app.store.snapshot import check_readiness, open_snapshot


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Engine]:
    """Open a database file that is not there yet."""
    engine = open_writer(f"sqlite:///{tmp_path / 'new.db'}")
    yield engine
    engine.dispose()


def tables_of(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_upgrading_makes_the_tables_downgrading_removes_them_and_both_can_be_done_again(
    writer: Engine, small_world: Catalogue
) -> None:
    searched = {"document_terms", *(f"document_terms_{part}" for part in ("config", "data", "docsize", "idx"))}
    expected = {*SQLModel.metadata.tables, "alembic_version", *searched}
    config = alembic_config()

    migrate(writer)
    assert tables_of(writer) == expected
    load(writer, small_world)
    with writer.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert tables_of(writer) == {"alembic_version"}
    migrate(writer)
    migrate(writer)

    assert tables_of(writer) == expected
    assert load(writer, small_world).revision == 1


def test_tables_and_migrations_do_not_differ(writer: Engine) -> None:
    """`alembic check` raises where a migration is missing."""
    migrate(writer)
    config = alembic_config()

    with writer.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)


@pytest.mark.parametrize("version", ["9999", ""], ids=["newer", "no version of ours"])
def test_a_database_of_another_version_is_left_alone(version: str, writer: Engine) -> None:
    migrate(writer)
    with writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})

    with pytest.raises(WrongVersionError, match="newer than this program"):
        migrate(writer)

    assert "revision" in tables_of(writer)


def test_a_migration_that_fails_leaves_no_table_behind(writer: Engine) -> None:
    with writer.begin() as connection:
        connection.execute(text("CREATE TABLE fact (mine TEXT)"))

    with pytest.raises(Exception, match="table fact already exists"):
        migrate(writer)

    assert tables_of(writer) == {"fact"}


def test_a_database_without_a_dataset_says_what_to_run(tmp_path: Path, writer: Engine, small_world: Catalogue) -> None:
    reader = open_reader(f"sqlite:///{tmp_path / 'new.db'}")

    def assert_nothing_there() -> None:
        with pytest.raises(NoDatasetError, match="run `rivalry load`"):
            check_readiness(reader)
        with pytest.raises(NoDatasetError), open_snapshot(reader):
            pass

    assert_nothing_there()
    assert not list(tmp_path.iterdir())
    with writer.begin():
        pass
    assert_nothing_there()
    migrate(writer)
    assert_nothing_there()
    load(writer, small_world)
    assert check_readiness(reader) == 1
    reader.dispose()
