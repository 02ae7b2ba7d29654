"""The second migration: a database that holds revisions becomes the one that was always new."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, MetaData, inspect, select, text

from app.domain.catalogue import Catalogue
from app.domain.revision import key_of
from app.packs.reader import read_packs
from app.store.changes import find_changes
from app.store.engine import open_reader, open_writer
from app.store.faults import OlderDatabaseError
from app.store.loading import load, read_catalogue
from app.store.mapping import TABLES
from app.store.migrating import alembic_config, migrate
from app.store.snapshot import open_snapshot
from app.store.versioned import FOREVER
from app.store.vocabulary import EVERYTHING, ClaimFilter, find_claims
from tests.conftest import WritePack
from tests.packs.writing import VOCABULARY, claim, fact, source, statement

Row = dict[str, Any]
Dump = dict[str, list[Row]]
"""Every row of every table, in the order of its primary key."""

VERSIONED = sorted(str(table.__tablename__) for table in TABLES.values())
ADDED = {
    **{table: {"key"} for table in VERSIONED},
    "claim": {"key", "than", "condition", "note"},
    "fact": {"key", "reported_as", "derivation"},
    "metric": {"key", "also_called"},
    "segment": {"key", "breakdowns", "also_called"},
    "source": {"key", "form", "accession"},
}
"""The columns that the migration adds to each table, and that the sixth does."""
NEW_TABLES = {"claim_company", "tally", "document"}
"""The tables that it adds, and that the third and the fifth do."""

PACK = (
    source(url="https://example.org/a", published=date(2026, 2, 6), note="N.")
    + fact("about $5 billion", segment="acme-cloud", initiative="acme-bot", attribution="company", note="N.")
    + fact("more than 4,600", metric="stores", paragraph=None, period="unspecified")
    + fact("$7 billion", nature="plan", basis="restated", period="2026-01-31", period_inferred="a guess", paragraph=12)
    + statement(companies='["acme", "globex"]', paragraphs="[1, 3]")
    + claim("acme-leads", companies='["acme", "globex"]', operation="leads")
    + claim("acme-acme", companies='["acme", "acme"]', printed="just under $4 billion", operation="gap")
    + claim("globex-sells", companies='["globex"]', period="FY2025", period_inferred="a guess", segment="globex-cloud")
)
OLD_PACK = PACK.replace("about $5 billion", "$4 billion").replace('"acme-leads"', '"acme-led"')


@pytest.fixture
def packs(write_pack: WritePack) -> tuple[Catalogue, Catalogue]:
    """Read what the dataset held in two revisions, in words that the older program understood."""
    vocabulary = write_pack(
        VOCABULARY.replace('country = "US"\n', 'country = "US"\naliases = ["ac"]\n'), "vocabulary.toml"
    )
    old = read_packs([vocabulary, write_pack(OLD_PACK)])
    return old, read_packs([vocabulary, write_pack(PACK)])


@pytest.fixture
def as_new(database_url: str, packs: tuple[Catalogue, Catalogue]) -> Iterator[Engine]:
    """Hold the packs in a database that was never anything but new."""
    engine = open_writer(database_url)
    for catalogue in packs:
        load(engine, catalogue)
    yield engine
    engine.dispose()


@pytest.fixture
def empty_old(tmp_path: Path) -> Iterator[Engine]:
    """Open a database as the older program made it, before its first load."""
    engine = open_writer(f"sqlite:///{tmp_path / 'old.db'}")
    move(engine, command.upgrade, "0001")
    yield engine
    engine.dispose()


@pytest.fixture
def old(empty_old: Engine, as_new: Engine) -> Engine:
    """Hold the packs as the older program held them: in the same rows, without the columns that it did not know."""
    rows = dump(as_new)
    with empty_old.begin() as connection:
        for name, columns in tables_in(connection).items():
            known = [{key: value for key, value in row.items() if key in columns.c} for row in rows[name]]
            if known:
                connection.execute(columns.insert(), known)
    return empty_old


def tables_in(connection: Connection) -> Mapping[str, Any]:
    """Read the tables as they are, whatever the code says, those that are pointed at first."""
    metadata = MetaData()
    metadata.reflect(connection)
    others = ("alembic_version", "document_terms")
    return {table.name: table for table in metadata.sorted_tables if not table.name.startswith(others)}


def dump(engine: Engine) -> Dump:
    with engine.connect() as connection:
        tables = tables_in(connection)
        queries = {name: select(table).order_by(*table.primary_key.columns) for name, table in tables.items()}
        return {name: [dict(row) for row in connection.execute(each).mappings()] for name, each in queries.items()}


def without(added: Mapping[str, set[str]], everything: Dump) -> Dump:
    """Leave out what the older program did not know."""
    return {
        name: [{key: value for key, value in row.items() if key not in added.get(name, set())} for row in rows]
        for name, rows in everything.items()
        if name not in NEW_TABLES
    }


def move(engine: Engine, step: Callable[[Config, str], None], version: str) -> None:
    """Go up or down to a version, as `migrate` goes to the newest."""
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        step(config, version)


def version_of(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def columns_of(engine: Engine) -> dict[str, set[str]]:
    with engine.connect() as connection:
        return {name: set(table.columns.keys()) for name, table in tables_in(connection).items()}


def indexes_of(engine: Engine) -> dict[str, set[tuple[str, ...]]]:
    inspector = inspect(engine)
    return {
        name: {(str(each["name"]), *map(str, each["column_names"])) for each in inspector.get_indexes(name)}
        for name in inspector.get_table_names()
    }


def keys_in(rows: Sequence[Row]) -> list[str]:
    return sorted(row["key"] for row in rows)


def test_the_older_schema_is_without_what_the_migration_adds(empty_old: Engine, as_new: Engine) -> None:
    before, after = columns_of(empty_old), columns_of(as_new)

    assert version_of(empty_old) == "0001"
    assert {name: after[name] - before[name] for name in before if after[name] != before[name]} == ADDED
    assert set(after) - set(before) == NEW_TABLES
    assert [name for name in before if before[name] - after[name]] == []


def test_a_migrated_database_is_row_for_row_the_one_that_was_always_new(old: Engine, as_new: Engine) -> None:
    assert dump(old) != dump(as_new)

    migrate(old)

    assert dump(old) == dump(as_new)
    assert columns_of(old) == columns_of(as_new)
    assert indexes_of(old) == indexes_of(as_new)


def test_what_the_rows_said_before_they_say_still(old: Engine) -> None:
    before = dump(old)

    migrate(old)

    assert without(ADDED, dump(old)) == before
    assert {name: len(rows) for name, rows in before.items() if name in {"fact", "claim", "statement_company"}} == {
        "fact": 4,
        "claim": 4,
        "statement_company": 2,
    }


def test_every_row_has_its_key_those_of_older_revisions_too(old: Engine, packs: tuple[Catalogue, Catalogue]) -> None:
    migrate(old)

    rows = dump(old)
    assert keys_in(rows["fact"]) == [
        "gazette|acme|revenue|acme-cloud|acme-bot|actual|as-reported|FY2025|1",
        "gazette|acme|revenue|acme-cloud|acme-bot|actual|as-reported|FY2025|1",
        "gazette|acme|revenue|||plan|restated|2026-01-31|12",
        "gazette|acme|stores|||actual|as-reported|unspecified|",
    ]
    assert keys_in(rows["claim"]) == [
        "gazette|acme-acme",
        "gazette|acme-leads",
        "gazette|acme-led",
        "gazette|globex-sells",
    ]
    assert keys_in(rows["statement"]) == [packs[1].statements[0].id]
    for name in ("company", "metric", "segment", "initiative", "source"):
        assert [row["key"] for row in rows[name]] == [row["slug"] for row in rows[name]] != []
    for collection, table in TABLES.items():
        newest = [row for row in rows[str(table.__tablename__)] if row["withdrawn"] == FOREVER]
        assert keys_in(newest) == sorted(key_of(each) for each in getattr(packs[1], collection))


def test_every_claim_has_its_companies_each_once(old: Engine) -> None:
    migrate(old)

    rows = dump(old)
    slugs = {row["pk"]: row["slug"] for row in rows["claim"]}
    assert sorted((slugs[row["claim_pk"]], row["company"]) for row in rows["claim_company"]) == [
        ("acme-acme", "acme"),
        ("acme-leads", "acme"),
        ("acme-leads", "globex"),
        ("acme-led", "acme"),
        ("acme-led", "globex"),
        ("globex-sells", "globex"),
    ]
    with open_snapshot(old) as snapshot:
        found = find_claims(snapshot, EVERYTHING, ClaimFilter(companies=["acme"]))
    assert [each.slug for each in found] == ["acme-acme", "acme-leads"]


def test_both_revisions_are_read_as_they_were_and_what_changed_between_them_is_known(
    old: Engine, packs: tuple[Catalogue, Catalogue]
) -> None:
    migrate(old)

    with open_snapshot(old, 1) as first:
        assert read_catalogue(first) == packs[0]
    with open_snapshot(old) as second:
        held = read_catalogue(second)
        changes = find_changes(second, since=1, after=None, limit=10)
    assert {each.id for each in held.facts} == {each.id for each in packs[1].facts}
    assert [(each.key.rpartition("|")[2], each.kind) for each in changes] == [
        ("acme-leads", "added"),
        ("acme-led", "withdrawn"),
        ("1", "replaced"),
    ]


def test_loading_the_same_packs_again_is_no_change(old: Engine, packs: tuple[Catalogue, Catalogue]) -> None:
    migrate(old)
    before = dump(old)

    again = load(old, packs[1])

    assert (again.revision, bool(again.changes)) == (2, False)
    assert dump(old) == before


def test_what_the_older_program_could_not_say_is_loaded_as_a_change(
    old: Engine, packs: tuple[Catalogue, Catalogue], write_pack: WritePack
) -> None:
    migrate(old)
    newer = read_packs(
        [write_pack(PACK.replace('metric = "stores"', 'metric = "stores"\nreported_as = "shops"'))], packs[1]
    )

    loaded = load(old, newer)

    assert (loaded.revision, loaded.changes.replaced, loaded.changes.added_count) == (3, 1, 0)


def test_a_database_of_the_older_program_says_what_to_run_until_it_is_migrated(old: Engine) -> None:
    reader = open_reader(str(old.url))

    with pytest.raises(OlderDatabaseError, match="run `rivalry load` to upgrade it"), open_snapshot(reader):
        pass

    migrate(old)
    with open_snapshot(reader) as snapshot:
        assert snapshot.revision == 2
    reader.dispose()


def test_going_back_leaves_what_the_older_program_knew(old: Engine) -> None:
    rows, columns, indexes = dump(old), columns_of(old), indexes_of(old)
    migrate(old)

    move(old, command.downgrade, "0001")

    assert version_of(old) == "0001"
    assert (dump(old), columns_of(old), indexes_of(old)) == (rows, columns, indexes)


def test_going_back_and_forth_again_loses_nothing_that_the_older_program_knew(old: Engine, as_new: Engine) -> None:
    migrate(old)
    move(old, command.downgrade, "0001")

    migrate(old)

    assert dump(old) == dump(as_new)


def test_a_derived_fact_whose_derivation_was_lost_on_the_way_back_has_it_again_after_the_next_load(
    database_url: str, write_pack: WritePack, small_world: Catalogue
) -> None:
    year, nine_months = fact("$5 billion"), fact("$3 billion", period="FY2025-9M")
    packs = read_packs([write_pack(source() + year + nine_months)], small_world)
    engine = open_writer(database_url)
    load(engine, small_world)
    load(engine, packs)
    with open_snapshot(engine) as snapshot:
        before = read_catalogue(snapshot)

    move(engine, command.downgrade, "0001")
    migrate(engine)
    loaded = load(engine, packs)

    assert (loaded.revision, loaded.changes.replaced, loaded.changes.added_count) == (3, 1, 0)
    with open_snapshot(engine) as snapshot:
        assert read_catalogue(snapshot) == before
    assert [each.kind for each in before.facts] == ["stated", "stated", "derived"]
    engine.dispose()


def test_a_database_without_a_dataset_is_migrated_too(empty_old: Engine, packs: tuple[Catalogue, Catalogue]) -> None:
    migrate(empty_old)

    assert load(empty_old, packs[0]).revision == 1


def test_a_migration_that_fails_leaves_the_older_schema_and_its_rows(old: Engine) -> None:
    with old.begin() as connection:
        connection.execute(text("CREATE INDEX ix_statement_key ON statement (id)"))
    rows, columns = dump(old), columns_of(old)

    with pytest.raises(Exception, match="index ix_statement_key already exists"):
        migrate(old)

    assert version_of(old) == "0001"
    assert (dump(old), columns_of(old)) == (rows, columns)
