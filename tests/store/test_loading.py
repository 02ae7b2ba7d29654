"""Loading: what goes in comes out the same, all of it or nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DatabaseError

from app.domain.catalogue import Catalogue, Source
from app.domain.revision import MisfitError
from app.packs.reader import read_packs
from app.shipped import shipped
from app.store.dataset import count_nouns, find_revisions
from app.store.engine import open_reader, open_writer
from app.store.faults import DiskFullError
from app.store.loading import load, read_catalogue
from app.store.snapshot import Snapshot, UnknownRevisionError, newest_revision, open_snapshot
from tests.conftest import WritePack
from tests.packs.writing import claim, fact, source, statement


@pytest.fixture
def writer(database_url: str) -> Iterator[Engine]:
    """Open the test's own database for writing."""
    engine = open_writer(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def reader(database_url: str) -> Iterator[Engine]:
    """Open the test's own database as the API does."""
    engine = open_reader(database_url)
    yield engine
    engine.dispose()


def held(engine: Engine, revision: int | None = None) -> Catalogue:
    with open_snapshot(engine, revision) as snapshot:
        return read_catalogue(snapshot)


def facts_of(text: str, write_pack: WritePack, known: Catalogue) -> Catalogue:
    return read_packs([write_pack(text)], known)


def test_every_noun_comes_back_equal_to_what_was_loaded(snapshot: Snapshot, seed: Catalogue) -> None:
    assert read_catalogue(snapshot) == seed


def test_the_load_says_what_it_did(writer: Engine, seed: Catalogue) -> None:
    loaded = load(writer, seed)

    total = sum(seed.counts.values())
    assert (loaded.revision, loaded.changes.added_count, loaded.changes.withdrawn_count) == (1, total, 0)
    assert loaded.counts == seed.counts


def test_the_same_packs_twice_are_no_change(writer: Engine, reader: Engine, seed: Catalogue) -> None:
    load(writer, seed)

    again = load(writer, read_packs([shipped("seed")], held(reader)))

    assert (again.revision, bool(again.changes), again.counts) == (1, False, seed.counts)
    with pytest.raises(UnknownRevisionError), open_snapshot(reader, 2):
        pass


@pytest.mark.parametrize(
    ("printed", "value", "low", "high"),
    [
        ("roughly $716.9 billion", 716900000000, 716850000000, 716950000000),
        ("$713.2 billion", 713200000000, 713150000000, 713250000000),
        ("about 27%", Decimal("0.27"), Decimal("0.265"), Decimal("0.275")),
        ("close to one-fifth", None, Decimal("0.175"), Decimal("0.2")),
        ("more than one-third", None, Decimal("0.333333333333"), None),
        ("hundreds of billions of dollars", None, 200000000000, 1000000000000),
    ],
)
def test_quantities_come_back_exactly_as_printed(
    printed: str, value: Decimal | None, low: Decimal | None, high: Decimal | None, snapshot: Snapshot
) -> None:
    found = [each.quantity for each in read_catalogue(snapshot).facts if each.printed == printed]

    assert {(each.value, each.low, each.high) for each in found} == {(value, low, high)}


@pytest.mark.parametrize(
    "printed",
    [*("$0.1 billion", "$123456789012345", "$1.00000000000001 trillion", "33.3333333333333%", "0.1%", "1/7", "-7%")],
)
def test_no_digit_that_the_packs_allow_is_lost(
    printed: str, writer: Engine, reader: Engine, write_pack: WritePack, small_world: Catalogue
) -> None:
    metric = "revenue" if printed.startswith("$") else "share"
    packs = facts_of(source() + fact(printed, metric=metric), write_pack, small_world)

    load(writer, small_world)
    load(writer, packs)

    assert held(reader).facts == packs.facts
    assert load(writer, packs).revision == 2


def test_a_changed_figure_is_replaced_and_the_old_revision_still_answers(
    writer: Engine, reader: Engine, write_pack: WritePack, small_world: Catalogue
) -> None:
    before = facts_of(source() + fact("$5 billion") + fact(period="FY2024"), write_pack, small_world)
    after = facts_of(source() + fact("$6 billion") + fact(period="FY2024"), write_pack, small_world)
    everything = replace(before, companies=small_world.companies, metrics=small_world.metrics)
    load(writer, everything)

    loaded = load(writer, after)

    assert (loaded.revision, loaded.changes.replaced) == (2, 1)
    assert (loaded.changes.added_count, loaded.changes.withdrawn_count) == (0, 0)
    assert held(reader, 1) == everything
    assert {each.printed for each in held(reader).facts} == {"$6 billion", "$5 billion"}
    assert held(reader, 2) == held(reader)


def test_what_a_source_no_longer_says_is_withdrawn_and_other_sources_stay(
    writer: Engine, reader: Engine, write_pack: WritePack, small_world: Catalogue
) -> None:
    load(writer, small_world)
    load(writer, facts_of(source("herald") + fact() + statement() + claim("other"), write_pack, small_world))
    load(writer, facts_of(source() + fact() + statement() + claim(), write_pack, small_world))

    loaded = load(writer, facts_of(source(), write_pack, small_world))

    assert (loaded.revision, loaded.changes.withdrawn_count, loaded.changes.added_count) == (4, 3, 0)
    left = held(reader)
    assert [{each.source for each in nouns} for nouns in (left.facts, left.statements, left.claims)] == [{"herald"}] * 3
    assert len(left.sources) == 2
    assert len(held(reader, 3).facts) == 2


def test_vocabulary_merges_by_slug(writer: Engine, reader: Engine, small_world: Catalogue) -> None:
    load(writer, small_world)
    renamed = replace(small_world.companies[0], name="Acme Corporation")

    loaded = load(writer, Catalogue(companies=(renamed,)))

    assert (loaded.changes.replaced, loaded.counts) == (1, small_world.counts)
    assert {each.name for each in held(reader).companies} == {"Acme Corporation", "Globex", "Initech"}


def test_pruning_withdraws_every_source_that_the_packs_do_not_name_and_keeps_the_vocabulary(
    writer: Engine, reader: Engine, seed: Catalogue
) -> None:
    load(writer, seed)
    kept = next(each for each in seed.sources if each.kind == "commentary")
    only = replace(
        Catalogue(sources=(kept,)),
        facts=tuple(each for each in seed.facts if each.source == kept.slug),
        statements=tuple(each for each in seed.statements if each.source == kept.slug),
        claims=tuple(each for each in seed.claims if each.source == kept.slug),
    )

    load(writer, only, prune=True)

    left = held(reader)
    assert (left.sources, left.facts, left.statements, left.claims) == (
        only.sources,
        only.facts,
        only.statements,
        only.claims,
    )
    assert (left.companies, left.metrics, left.segments) == (seed.companies, seed.metrics, seed.segments)
    assert held(reader, 1) == seed


def test_what_comes_back_after_it_was_withdrawn_belongs_to_both_revisions_and_not_to_the_one_between(
    writer: Engine, reader: Engine, small_world: Catalogue
) -> None:
    told = replace(small_world, sources=(Source(slug="herald", kind="news", title="A title", title_is_ours=True),))
    for catalogue in (told, Catalogue(), told):
        load(writer, catalogue, prune=True)

    assert [held(reader, number).counts["sources"] for number in (1, 2, 3)] == [1, 0, 1]


def test_vocabulary_that_would_misplace_the_facts_of_other_sources_is_refused(
    writer: Engine, reader: Engine, seed: Catalogue
) -> None:
    load(writer, seed)
    before = held(reader)
    aws = next(each for each in seed.segments if each.slug == "aws")
    walmart = next(each for each in seed.companies if each.slug == "walmart")
    revenue = next(each for each in seed.metrics if each.slug == "revenue")
    refused = [
        (Catalogue(segments=(replace(aws, company="walmart"),)), "about amazon, but aws belongs to walmart"),
        (Catalogue(segments=(replace(aws, slug="x", company="nobody"),)), "x belongs to nobody, which is gone"),
        (Catalogue(companies=(replace(walmart, fiscal_year_end="06-30"),)), "was placed by what changes here"),
        (
            Catalogue(metrics=(replace(revenue, kind="stock"),)),
            r"was placed by what changes here; load its source [\w-]+ as well",
        ),
    ]

    for new, says in refused:
        with pytest.raises(MisfitError, match=says):
            load(writer, new)

    assert held(reader) == before


def test_a_change_that_other_sources_do_not_fit_changes_nothing(
    writer: Engine, reader: Engine, write_pack: WritePack, small_world: Catalogue
) -> None:
    load(writer, small_world)
    load(writer, facts_of(source() + fact(), write_pack, small_world))
    before = held(reader)
    in_shops = replace(small_world.metrics[0], unit="count")

    with pytest.raises(MisfitError, match="of source gazette is in USD, but revenue is in count"):
        load(writer, Catalogue(metrics=(in_shops,), companies=(replace(small_world.companies[0], name="New"),)))

    assert held(reader) == before
    assert newest(reader) == 2


def test_a_disk_that_fills_up_midway_leaves_the_dataset_as_it_was(
    writer: Engine, reader: Engine, small_world: Catalogue, seed: Catalogue
) -> None:
    load(writer, small_world)
    with writer.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    writer.dispose()
    event.listen(writer, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count = {pages + 3}"))

    with pytest.raises(DiskFullError, match="nothing was written"):
        load(writer, seed)

    assert held(reader) == small_world
    assert newest(reader) == 1


def newest(engine: Engine) -> int | None:
    with engine.connect() as connection:
        return newest_revision(connection)


def test_ids_are_alike_in_two_databases_however_they_were_loaded(
    writer: Engine, reader: Engine, snapshot: Snapshot
) -> None:
    seed = shipped("seed")
    load(writer, read_packs([seed / "vocabulary", seed / "sources", seed / "filings"]))
    load(writer, read_packs(sorted((seed / "sources").glob("*.toml"), reverse=True), held(reader)))

    here, there = held(reader), read_catalogue(snapshot)

    assert {each.id for each in here.facts} == {each.id for each in there.facts}
    assert {each.id for each in here.statements} == {each.id for each in there.statements}


def test_a_reader_cannot_write(reader: Engine, writer: Engine, small_world: Catalogue) -> None:
    load(writer, small_world)

    with reader.connect() as connection, pytest.raises(DatabaseError, match="not authorized"):
        connection.execute(text("INSERT INTO revision VALUES (2, '2026-01-01', 0, 0, 0)"))

    assert newest(reader) == 1


def test_a_reader_goes_on_while_a_writer_loads_and_sees_the_new_revision_afterwards(
    writer: Engine, reader: Engine, seed: Catalogue, small_world: Catalogue
) -> None:
    load(writer, small_world)

    with open_snapshot(reader) as before:
        with writer.begin() as halfway:
            halfway.execute(text("INSERT INTO revision VALUES (2, '2026-01-01', 0, 0, 0)"))
            assert newest(reader) == 1
            assert read_catalogue(before) == small_world
            halfway.rollback()
        load(writer, seed)

        assert before.revision == 1
        assert read_catalogue(before) == small_world
        assert newest(reader) == 2
        assert held(reader).counts["facts"] == seed.counts["facts"]


def test_a_reader_in_the_middle_of_an_answer_does_not_hold_up_a_load(
    writer: Engine, reader: Engine, seed: Catalogue, small_world: Catalogue
) -> None:
    load(writer, seed)

    with reader.connect() as connection:
        rows = iter(connection.execute(text("SELECT slug FROM metric ORDER BY pk")))
        first = next(rows)
        loaded = load(writer, small_world)
        rest = list(rows)

    assert loaded.revision == 2
    assert [row.slug for row in (first, *rest)] == [each.slug for each in seed.metrics]


def test_revisions_are_listed_from_the_newest_back(
    writer: Engine, reader: Engine, seed: Catalogue, small_world: Catalogue
) -> None:
    load(writer, seed)
    load(writer, small_world)
    load(writer, small_world, prune=True)

    with open_snapshot(reader) as snapshot:
        revisions = find_revisions(snapshot, after=None, limit=10)
        one_more_than_asked = find_revisions(snapshot, after=3, limit=1)
    with open_snapshot(reader, 2) as snapshot:
        as_of_the_second = find_revisions(snapshot, after=None, limit=10)

    assert [each.number for each in revisions] == [3, 2, 1]
    first, shared = sum(seed.counts.values()), {each.slug for each in seed.metrics} & {"revenue", "stores", "share"}
    of_sources = sum(seed.counts[name] for name in ("sources", "facts", "statements", "claims"))
    assert [(each.added, each.withdrawn, each.replaced) for each in revisions] == [
        (0, of_sources, 0),
        (sum(small_world.counts.values()) - len(shared), 0, len(shared)),
        (first, 0, 0),
    ]
    assert all(datetime.now(UTC) - each.created < timedelta(minutes=5) for each in revisions)
    assert [each.number for each in one_more_than_asked] == [2, 1]
    assert [each.number for each in as_of_the_second] == [2, 1]


def test_nouns_are_counted_by_revision(writer: Engine, reader: Engine, seed: Catalogue) -> None:
    load(writer, seed)
    load(writer, Catalogue(), prune=True)

    vocabulary = replace(seed, sources=(), facts=(), statements=(), claims=())
    for revision, expected in ((1, seed), (2, vocabulary)):
        with open_snapshot(reader, revision) as snapshot:
            assert count_nouns(snapshot) == expected.counts
