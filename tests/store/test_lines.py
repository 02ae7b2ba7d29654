"""Facts as lines that the database puts together: the same, to the character, as lines made of values."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.api.exports.lines import CSV, NDJSON
from app.api.responses.facts import FACT_FIELDS, MOST_SPELLINGS, spelling_of_facts
from app.domain.catalogue import Catalogue
from app.store.engine import open_reader
from app.store.facts import FactFilter, Order
from app.store.faults import UnusableDatabaseError
from app.store.lines import BATCH, MOST_QUERIES, UNSPELT, Spelling, _line, _lines_of, holds_fact, stream_lines
from app.store.snapshot import open_snapshot, read_edition
from tests.many import multiply
from tests.store.walking import find_facts

EVERYTHING = FactFilter()
BOTH = pytest.mark.parametrize("spelling", [CSV, NDJSON], ids=["CSV", "NDJSON"])

ODD_NUMBERS = [
    *(0.0, -0.0, 0.1, 1 / 3, 0.30000000000000004, 1e-05, 1.5e-05, 1.234e-07, 0.0001, 0.00012345, 5e-324, 1e-300),
    *(123456789.123456789, 999999999999999.9, 1e15, 1000000000000001.0, 2.0**53 + 2, 1.0000000000000002e17),
    *(1e16, 1.5e16, 9.3e18, 1e23, 1e308, -713200000000.0, -0.5, -1e-5, -1e20),
]  # fmt: skip
ODD_TEXTS = [
    *("=1+1", "+x", "-y", "@z", "\tq", "\rr", "'quoted", '"', 'a"b""c', "a,b\nc", "a\r\nb", "100% of %s {x}", ""),
    *("-$39 million", "-5%", "+1,200", "-2+3+cmd|' /C calc'!A0", "-1+SUM(A1)", "+$1!x", "-", "--1", "-\u0665", "- 5"),
    *("\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20a", "-1\uff08a", "+1\uff5cb", "-1\uff01c", "-1+[b.xls]c", "-1'd"),
    *("ü — \U0001f6d2 …", "\x01\x08\x0b\x0c\x1a\x1f\x7f\\/", " ", "null", "\u2028"),
]  # fmt: skip


@pytest.fixture
def odd(loaded_url: str, tmp_path: Path) -> Iterator[Engine]:
    """Open a database in which each odd number and each odd text stands in some fact."""
    path = tmp_path / "odd.db"
    shutil.copyfile(loaded_url.removeprefix("sqlite:///"), path)
    with closing(sqlite3.connect(path)) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM fact ORDER BY id")]
        for fact, number in zip(ids, ODD_NUMBERS, strict=False):
            connection.execute("UPDATE fact SET value = ?, low = NULL, high = ? WHERE id = ?", (number, number, fact))
        for fact, text in zip(reversed(ids), ODD_TEXTS, strict=False):
            columns = "printed = :text, note = :text, period_note = :text, reported_as = :text"
            connection.execute(f"UPDATE fact SET {columns} WHERE id = :id", {"text": text, "id": fact})  # noqa: S608
        connection.commit()
    engine = open_reader(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def many(articles_url: str, tmp_path: Path) -> Iterator[Engine]:
    """Open a database with three batches of facts, the last of them not full."""
    path = tmp_path / "many.db"
    shutil.copyfile(articles_url.removeprefix("sqlite:///"), path)
    multiply(path, 2 * BATCH + 500)
    engine = open_reader(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def by_hand(engine: Engine, spelling: Spelling) -> str:
    """Spell every fact from its values."""
    with open_snapshot(engine) as snapshot:
        facts = find_facts(snapshot, EVERYTHING, Order(), after=None, limit=100_000)
    return "".join(map(spelling.spell, facts))


def lines_of(engine: Engine, spelling: Spelling, after: str | None = None) -> list[str]:
    """Return every line that the database spells, split at the ends that it gave them."""
    return "".join(stream_lines(engine, read_edition(engine), EVERYTHING, spelling, after=after)).splitlines(
        keepends=True
    )


@BOTH
def test_the_database_spells_every_fact_of_the_seed_as_its_values_are_spelt(
    loaded_url: str, seed: Catalogue, spelling: Spelling
) -> None:
    engine = open_reader(loaded_url)

    text = "".join(stream_lines(engine, read_edition(engine), EVERYTHING, spelling))

    assert text == by_hand(engine, spelling)
    assert text.count("\n") == len(seed.facts)
    assert UNSPELT not in text
    engine.dispose()


@BOTH
def test_odd_numbers_and_texts_are_spelt_as_their_values_are(odd: Engine, spelling: Spelling) -> None:
    assert "".join(stream_lines(odd, read_edition(odd), EVERYTHING, spelling)) == by_hand(odd, spelling)


@BOTH
def test_batches_follow_each_other_without_a_gap(many: Engine, spelling: Spelling) -> None:
    batches = list(stream_lines(many, read_edition(many), EVERYTHING, spelling))

    ids = [spelling.id_of(line) for batch in batches for line in batch.splitlines()]
    assert [batch.count("\n") for batch in batches] == [BATCH, BATCH, 500]
    assert ids == sorted(set(ids))


def test_a_last_batch_that_is_full_is_followed_by_nothing(many: Engine) -> None:
    last = "".join(stream_lines(many, read_edition(many), EVERYTHING, CSV)).splitlines()[499]

    batches = list(stream_lines(many, read_edition(many), EVERYTHING, CSV, after=CSV.id_of(last)))

    assert [batch.count("\n") for batch in batches] == [BATCH, BATCH]


@BOTH
def test_a_stream_goes_on_behind_any_line(loaded_url: str, spelling: Spelling) -> None:
    engine = open_reader(loaded_url)
    whole = lines_of(engine, spelling)

    for place in (0, 1, 640, len(whole) - 2, len(whole) - 1):
        assert lines_of(engine, spelling, after=spelling.id_of(whole[place])) == whole[place + 1 :]
    engine.dispose()


def test_no_connection_is_kept_between_batches(many: Engine) -> None:
    batches = stream_lines(many, read_edition(many), EVERYTHING, CSV)

    next(batches)

    assert many.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_stream_ends_where_another_dataset_has_taken_the_place_of_its_own(many: Engine, tmp_path: Path) -> None:
    batches = stream_lines(many, read_edition(many), EVERYTHING, CSV)
    next(batches)

    with closing(sqlite3.connect(tmp_path / "many.db")) as connection, connection:
        connection.execute("UPDATE revision SET created = '2026-01-01 00:00:00.000000'")

    with pytest.raises(UnusableDatabaseError, match="replaced by another"):
        next(batches)


def test_choices_of_fields_are_remembered_within_a_bound() -> None:
    for choice in range(3 * MOST_SPELLINGS):
        chosen = {name for place, name in enumerate(FACT_FIELDS) if choice >> place & 1}
        spelling_of_facts(frozenset({"id", *chosen}))

    assert spelling_of_facts.cache_info().currsize <= MOST_SPELLINGS
    assert {each.cache_info().maxsize for each in (_line, _lines_of)} == {MOST_QUERIES}


def test_only_what_is_wanted_is_held(loaded_url: str) -> None:
    engine = open_reader(loaded_url)
    with open_snapshot(engine) as snapshot:
        of_walmart = FactFilter(companies=["walmart"])

        held = [holds_fact(snapshot, wanted, "walmart-stores-fy2026-f18f1839a9") for wanted in (EVERYTHING, of_walmart)]
        others = holds_fact(snapshot, FactFilter(companies=["amazon"]), "walmart-stores-fy2026-f18f1839a9")

    assert held == [True, True]
    assert not others
    engine.dispose()


def test_a_batch_is_found_by_the_index_of_ids_and_never_sorted(many: Engine) -> None:
    plans: list[str] = []
    with many.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver
        asked: list[str] = []
        driver.set_trace_callback(asked.append)
        connection.close()
    list(stream_lines(many, read_edition(many), EVERYTHING, CSV))
    with many.connect() as connection:
        for query in asked:
            if "printf" in query:
                plans += [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]

    assert len(plans) == 3
    assert {"SEARCH" in plan and "id>?" in plan for plan in plans} == {True}
