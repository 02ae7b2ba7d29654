"""Migrations on PostgreSQL: up, down, and no difference from the tables."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import SQLModel

from app.domain.catalogue import Catalogue
from app.store.engine import open_reader, open_writer
from app.store.faults import NoDatasetError, WrongVersionError
from app.store.loading import load
from app.store.migrating import alembic_config, migrate
from app.store.snapshot import check_readiness, open_snapshot


@pytest.fixture
def writer(new_url: str) -> Iterator[Engine]:
    """Open an empty database."""
    engine = open_writer(new_url)
    yield engine
    engine.dispose()


def tables_of(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_upgrading_makes_the_tables_downgrading_removes_them_and_both_can_be_done_again(
    writer: Engine, small_world: Catalogue
) -> None:
    expected = {*SQLModel.metadata.tables, "alembic_version"}
    config = alembic_config()

    migrate(writer)
    assert tables_of(writer) >= expected
    load(writer, small_world)
    with writer.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert tables_of(writer) == {"alembic_version"}
    migrate(writer)
    migrate(writer)

    assert tables_of(writer) >= expected
    assert load(writer, small_world).revision == 1


def test_a_dataset_survives_each_step_down_and_up_again(writer: Engine, small_world: Catalogue) -> None:
    migrate(writer)
    load(writer, small_world)
    config = alembic_config()

    with writer.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    migrate(writer)

    loaded = load(writer, small_world)
    assert (loaded.revision, bool(loaded.changes)) == (1, False)


def test_tables_and_migrations_do_not_differ(writer: Engine) -> None:
    """`alembic check` raises where a migration is missing."""
    migrate(writer)
    config = alembic_config()

    with writer.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_a_database_of_another_version_is_left_alone(writer: Engine) -> None:
    migrate(writer)
    with writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(WrongVersionError, match="newer than this program"):
        migrate(writer)


def test_a_migration_that_fails_leaves_no_table_behind(writer: Engine) -> None:
    with writer.begin() as connection:
        connection.execute(text("CREATE TABLE fact (mine TEXT)"))

    with pytest.raises(ProgrammingError, match="already exists"):
        migrate(writer)

    assert tables_of(writer) == {"fact"}


def test_a_database_without_a_dataset_says_what_to_run(new_url: str, writer: Engine) -> None:
    reader = open_reader(new_url)

    def assert_nothing_there() -> None:
        with pytest.raises(NoDatasetError, match="run `rivalry load`"):
            check_readiness(reader)
        with pytest.raises(NoDatasetError), open_snapshot(reader):
            pass

    assert_nothing_there()
    migrate(writer)
    assert_nothing_there()
    reader.dispose()
