"""Changes between revisions: what was added, replaced and withdrawn."""

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.domain.catalogue import Catalogue, Claim, Fact, Initiative, Source, Statement
from app.domain.revision import key_of
from app.store.changes import Change, ChangeKind, Place, find_changes
from app.store.dataset import find_revisions
from app.store.engine import open_reader, open_writer
from app.store.loading import load, read_catalogue
from app.store.mapping import TABLES
from app.store.snapshot import Snapshot, open_snapshot
from tests.factories import REVENUE, company, fact, metric, period, segment

State = dict[tuple[str, str], Any]
"""What a revision holds, by collection and key."""

ACME = company(slug="acme", name="Acme")
SHARE = metric(slug="share", unit="fraction", kind="ratio", of="revenue")
CLOUD = segment(slug="acme-cloud", company="acme")
BOT = Initiative(slug="bot", company="acme", name="Bot", kind="assistant", approach="build", summary="It answers.")
WORLD = Catalogue(companies=(ACME,), metrics=(REVENUE, SHARE), segments=(CLOUD,))

GAZETTE, HERALD = (
    Source(slug=slug, kind="news", title="A title", title_is_ours=True) for slug in ("gazette", "herald")
)
CLAIM = Claim(
    slug="acme-sells",
    source="gazette",
    paragraphs=(1,),
    text="Acme sells.",
    operation="level",
    companies=("acme",),
    metric="revenue",
)
STATEMENT = Statement(
    id="acme-outlook-0123456789",
    source="gazette",
    paragraphs=(1,),
    companies=("acme",),
    topic="outlook",
    nature="opinion",
    stance="well",
    text="Acme does well.",
)


def revenue(printed: str = "$5 billion", label: str = "FY2025", **overrides: Any) -> Fact:  # noqa: ANN401  any field
    return fact(printed, company=ACME, period=period(label, ACME), **{"source": "gazette", **overrides})


SAID = replace(WORLD, sources=(GAZETTE,), facts=(revenue(),), statements=(STATEMENT,), claims=(CLAIM,))
"""The vocabulary, and one of each noun that the gazette says."""


class Dataset(NamedTuple):
    """A database file that each test, and each example, begins anew; its engines remember their queries."""

    path: Path
    empty: Path
    writer: Engine
    reader: Engine

    def hold(self, *loads: Catalogue) -> Engine:
        """Load catalogues one after the other, sources that are not named again withdrawn, and return the reader."""
        self.close()
        shutil.copyfile(self.empty, self.path)
        for catalogue in loads:
            load(self.writer, catalogue, prune=True)
        return self.reader

    def close(self) -> None:
        """Close the file, so that SQLite leaves nothing beside it."""
        self.reader.dispose()
        self.writer.dispose()


@pytest.fixture(scope="module")
def dataset(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    """Hold revisions of the test's own."""
    path = tmp_path_factory.mktemp("changes") / "rivalry.db"
    made = Dataset(path, migrated_file, open_writer(f"sqlite:///{path}"), open_reader(f"sqlite:///{path}"))
    yield made
    made.close()


def changed(engine: Engine, since: int = 0, revision: int | None = None, limit: int = 1000) -> list[Change]:
    with open_snapshot(engine, revision) as snapshot:
        return find_changes(snapshot, since=since, after=None, limit=limit)


def told(changes: Sequence[Change]) -> list[tuple[int, str, str, str]]:
    return [(each.revision, each.collection, each.key, each.kind) for each in changes]


def walk(snapshot: Snapshot, since: int, limit: int) -> list[Change]:
    """Read page after page, each from behind the last change of the one before."""
    walked: list[Change] = []
    after: Place | None = None
    while True:
        page = find_changes(snapshot, since=since, after=after, limit=limit)
        walked += page[:limit]
        if len(page) <= limit:
            return walked
        assert len(page) == limit + 1
        assert after is None or after < page[0].place, "the walk goes in circles"
        after = page[limit - 1].place


def state_of(catalogue: Catalogue) -> State:
    return {(field.name, key_of(each)): each for field in fields(catalogue) for each in getattr(catalogue, field.name)}


def replay(state: State, changes: Sequence[Change]) -> State:
    """Apply changes one after the other, each to what it says was there before."""
    result = dict(state)
    for change in changes:
        place = change.collection, change.key
        assert result.pop(place, None) == change.before
        if change.after is not None:
            result[place] = change.after
    return result


def held(snapshot: Snapshot, revision: int) -> State:
    """Read what a revision holds; before the first there is nothing."""
    return state_of(read_catalogue(Snapshot(snapshot.connection, revision)))


def test_the_first_revision_adds_everything_in_the_order_of_collection_and_key(dataset: Dataset) -> None:
    everything = replace(SAID, sources=(HERALD, GAZETTE))
    engine = dataset.hold(everything)

    changes = changed(engine)

    assert told(changes) == [
        (1, "claims", "gazette|acme-sells", "added"),
        (1, "companies", "acme", "added"),
        (1, "facts", "gazette|acme|revenue|||actual|as-reported|FY2025|", "added"),
        (1, "metrics", "revenue", "added"),
        (1, "metrics", "share", "added"),
        (1, "segments", "acme-cloud", "added"),
        (1, "sources", "gazette", "added"),
        (1, "sources", "herald", "added"),
        (1, "statements", "acme-outlook-0123456789", "added"),
    ]
    assert [each.before for each in changes] == [None] * 9
    assert {(each.collection, each.key): each.after for each in changes} == state_of(everything)


CHANGED: dict[str, tuple[Any, Any]] = {
    "companies": (ACME, replace(ACME, aliases=("acme-corp",))),
    "metrics": (SHARE, replace(SHARE, definition="A part.")),
    "segments": (CLOUD, replace(CLOUD, breakdowns=("segments",))),
    "initiatives": (BOT, replace(BOT, partners=("acme",))),
    "sources": (GAZETTE, replace(GAZETTE, published=date(2026, 2, 6))),
    "facts": (revenue("$5 billion"), revenue("about $5 billion")),
    "statements": (STATEMENT, replace(STATEMENT, stance="badly")),
    "claims": (CLAIM, replace(CLAIM, companies=("acme", "globex"))),
}
"""Each noun as it was and as it is, under one key."""


@pytest.mark.parametrize("collection", TABLES)
def test_a_noun_that_says_something_else_under_its_key_is_replaced(collection: str, dataset: Dataset) -> None:
    old = replace(SAID, initiatives=(BOT,))
    before, after = CHANGED[collection]
    kept = tuple(each for each in getattr(old, collection) if each != before)

    engine = dataset.hold(old, replace(old, **{collection: (*kept, after)}))

    assert [(each.collection, each.kind, each.before, each.after) for each in changed(engine, since=1)] == [
        (collection, "replaced", before, after)
    ]


def test_what_goes_with_its_source_is_withdrawn_and_the_vocabulary_is_not(dataset: Dataset) -> None:
    engine = dataset.hold(SAID, WORLD)

    changes = changed(engine, since=1)

    assert [(each.collection, each.kind, each.before, each.after) for each in changes] == [
        ("claims", "withdrawn", CLAIM, None),
        ("facts", "withdrawn", revenue(), None),
        ("sources", "withdrawn", GAZETTE, None),
        ("statements", "withdrawn", STATEMENT, None),
    ]


def test_a_figure_under_the_same_key_is_replaced_and_one_under_another_is_not(dataset: Dataset) -> None:
    before, after, other = revenue("$5 billion"), revenue("$6 billion"), revenue("$6 billion", paragraph=2)
    world = replace(WORLD, sources=(GAZETTE,))
    loads = [replace(world, facts=(before,)), replace(world, facts=(after,)), replace(world, facts=(other,))]
    engine = dataset.hold(*loads)

    second, *third = changed(engine, since=1)

    assert (second.kind, second.before, second.after) == ("replaced", before, after)
    assert [(each.kind, each.before, each.after) for each in third] == [
        ("withdrawn", after, None),
        ("added", None, other),
    ]
    assert before.key == after.key != other.key


def test_what_comes_back_is_added_again_and_not_a_replacement(dataset: Dataset) -> None:
    world = replace(WORLD, sources=(GAZETTE,))
    with_fact = replace(world, facts=(revenue(),))
    engine = dataset.hold(with_fact, world, with_fact, world)

    changes = [each for each in changed(engine) if each.collection == "facts"]

    assert [(each.revision, each.kind) for each in changes] == [
        (1, "added"),
        (2, "withdrawn"),
        (3, "added"),
        (4, "withdrawn"),
    ]


def test_a_thing_replaced_again_and_again_tells_each_step(dataset: Dataset) -> None:
    names = ("Acme", "Acme Corp", "Acme Inc", "Acme")
    loads = [replace(WORLD, companies=(replace(ACME, name=name),)) for name in names]
    engine = dataset.hold(*loads)

    changes = [each for each in changed(engine) if each.collection == "companies"]

    assert [(each.before and each.before.name, each.after.name) for each in changes] == [
        (None, "Acme"),
        ("Acme", "Acme Corp"),
        ("Acme Corp", "Acme Inc"),
        ("Acme Inc", "Acme"),
    ]


def test_only_what_lies_between_the_two_revisions_is_told(dataset: Dataset) -> None:
    loads = [replace(WORLD, companies=(replace(ACME, name=name),)) for name in ("A", "B", "C", "D")]
    engine = dataset.hold(*loads)

    told_of = {
        (since, revision): [each.revision for each in changed(engine, since, revision)]
        for since, revision in ((0, 1), (1, 1), (1, 3), (2, 3), (3, 4), (4, 4), (3, 2), (99, 4))
    }

    assert told_of == {
        (0, 1): [1, 1, 1, 1],
        (1, 1): [],
        (1, 3): [2, 3],
        (2, 3): [3],
        (3, 4): [4],
        (4, 4): [],
        (3, 2): [],
        (99, 4): [],
    }


def test_a_load_that_changes_nothing_tells_nothing(dataset: Dataset) -> None:
    engine = dataset.hold(WORLD, WORLD)

    assert {each.revision for each in changed(engine)} == {1}


NINE_MONTHS, WHOLE_YEAR = revenue("$70 billion", "FY2025-9M"), revenue("$100 billion")
QUARTER = "gazette|acme|revenue|||actual|as-reported|FY2025-Q4|"


def test_a_derived_fact_comes_changes_and_goes_with_what_it_is_derived_from(dataset: Dataset) -> None:
    world = replace(WORLD, sources=(GAZETTE,))
    steps = ((NINE_MONTHS,), (NINE_MONTHS, WHOLE_YEAR), (NINE_MONTHS, revenue("$110 billion")), (WHOLE_YEAR,))
    engine = dataset.hold(*(replace(world, facts=facts) for facts in steps))

    first, second, third = (each for each in changed(engine) if each.key == QUARTER)

    assert [(each.revision, each.kind) for each in (first, second, third)] == [
        (2, "added"),
        (3, "replaced"),
        (4, "withdrawn"),
    ]
    assert (first.after.kind, first.after.quantity.value) == ("derived", 30 * 10**9)
    assert first.after.derivation.inputs == (WHOLE_YEAR.id, NINE_MONTHS.id)
    assert (second.before, second.after.quantity.value) == (first.after, 40 * 10**9)
    assert (third.before, third.after) == (second.after, None)


def test_a_derived_fact_gives_way_to_the_one_that_its_source_states(dataset: Dataset) -> None:
    stated = revenue("$31 billion", "FY2025-Q4")
    world = replace(WORLD, sources=(GAZETTE,), facts=(NINE_MONTHS, WHOLE_YEAR))
    engine = dataset.hold(world, replace(world, facts=(*world.facts, stated)))

    (change,) = changed(engine, since=1)

    assert (change.key, change.kind, change.before.kind, change.after) == (QUARTER, "replaced", "derived", stated)


@pytest.mark.parametrize("collection", TABLES)
def test_every_noun_that_we_ship_is_told_as_it_is(collection: str, snapshot: Snapshot, seed: Catalogue) -> None:
    changes = [each for each in walk(snapshot, 0, 1000) if each.collection == collection]

    assert [each.after for each in changes] == sorted(getattr(seed, collection), key=key_of)
    assert {(each.revision, each.before, each.key == key_of(each.after)) for each in changes} == {(1, None, True)}


def test_a_page_goes_on_behind_any_place_even_one_that_nothing_stands_at(dataset: Dataset) -> None:
    loads = [WORLD, replace(WORLD, companies=(replace(ACME, name="New"),), sources=(GAZETTE,))]

    with open_snapshot(dataset.hold(*loads)) as snapshot:

        def behind(*after: Any) -> list[tuple[int, str]]:  # noqa: ANN401  a place
            found = find_changes(snapshot, since=0, after=after, limit=10)
            return [(each.revision, each.key) for each in found]

        everything = [(1, "acme"), (1, "revenue"), (1, "share"), (1, "acme-cloud"), (2, "acme"), (2, "gazette")]
        assert behind(0, "zzz", "zzz") == everything
        assert behind(1, "companies", "acme") == everything[1:]
        assert behind(1, "companies", "a") == everything
        assert behind(1, "facts", "") == everything[1:]
        assert behind(1, "metrics", "rewind") == everything[2:]
        assert behind(1, "zzz", "") == everything[4:]
        assert behind(2, "", "") == everything[4:]
        assert behind(2, "sources", "gazette") == behind(3, "", "") == []


def test_a_page_may_end_between_any_two_changes(dataset: Dataset) -> None:
    of_the_gazette = replace(WORLD, sources=(GAZETTE,))
    facts = tuple(revenue(label=label) for label in ("FY2024", "FY2025", "FY2001"))
    loads = [of_the_gazette, replace(of_the_gazette, facts=facts[:2]), replace(of_the_gazette, facts=facts), WORLD]
    engine = dataset.hold(*loads)

    for since in (0, 1, 2):
        everything = changed(engine, since)
        pages = [changed(engine, since, limit=limit) for limit in range(1, len(everything) + 2)]

        assert [len(page) for page in pages] == [*range(2, len(everything) + 1), len(everything), len(everything)]
        assert all(page == everything[: len(page)] for page in pages)


def choice(*choices: Sequence[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """One of each of some choices, where None is no choice."""
    chosen = st.tuples(*(st.sampled_from(each) for each in choices))
    return chosen.map(lambda nouns: tuple(noun for noun in nouns if noun))


def of_sources(catalogue: Catalogue) -> Catalogue:
    """Keep what is said by sources that the catalogue has."""
    slugs = {source.slug for source in catalogue.sources}
    kept = {
        name: tuple(each for each in getattr(catalogue, name) if each.source in slugs)
        for name in ("facts", "statements", "claims")
    }
    return replace(catalogue, **kept)


catalogues = st.builds(
    Catalogue,
    companies=choice([ACME, replace(ACME, name="Acme Corp", aliases=("a", "b"))]),
    metrics=choice([REVENUE], [SHARE, replace(SHARE, definition="A part.")]),
    segments=choice([CLOUD, replace(CLOUD, breakdowns=("segments",))]),
    sources=choice([GAZETTE, replace(GAZETTE, title="Another")] * 2 + [None], [HERALD, None]),
    facts=choice(
        [revenue("$90"), revenue("$80")],
        [revenue("$60", "FY2025-9M"), revenue("$50", "FY2025-9M"), None],
        [revenue("$70", "FY2025-9M", source="herald"), None],
        [revenue("$25", "FY2025-Q4"), None, None],
        [revenue("$7", segment="acme-cloud", paragraph=3), None],
    ),
    statements=choice([STATEMENT, replace(STATEMENT, stance="badly")], [replace(STATEMENT, id="b", source="herald")]),
    claims=choice(
        [CLAIM, replace(CLAIM, companies=("acme", "acme"), note="N."), None], [replace(CLAIM, source="herald"), None]
    ),
).map(of_sources)


@settings(max_examples=25)
@given(
    loads=st.lists(catalogues, min_size=2, max_size=5),
    bounds=st.tuples(st.integers(0, 3), st.integers(1, 5)),
    limit=st.sampled_from([1, 2, 3, 1000]),
)
def test_the_changes_behind_any_revision_lead_to_exactly_what_the_later_one_holds(
    loads: list[Catalogue], bounds: tuple[int, int], limit: int, dataset: Dataset
) -> None:
    with open_snapshot(dataset.hold(*loads)) as newest:
        since, later = (min(bound, newest.revision) for bound in sorted(bounds))

        changes = walk(Snapshot(newest.connection, later), since, limit)

        assert replay(held(newest, since), changes) == held(newest, later)
        assert all(one.place < other.place for one, other in pairwise(changes))
        assert all(each.before != each.after for each in changes)


@settings(max_examples=20)
@given(loads=st.lists(catalogues, min_size=1, max_size=4))
def test_each_revision_counts_the_changes_that_are_told_of_it(loads: list[Catalogue], dataset: Dataset) -> None:
    with open_snapshot(dataset.hold(*loads)) as newest:
        counted = Counter((each.revision, each.kind) for each in walk(newest, 0, 1000))

        for revision in find_revisions(newest, after=None, limit=10):
            kinds: dict[str, int] = {kind: counted[revision.number, kind] for kind in get_args(ChangeKind)}
            assert kinds == {"added": revision.added, "withdrawn": revision.withdrawn, "replaced": revision.replaced}


def test_the_changes_since_the_beginning_lead_to_all_that_we_ship(snapshot: Snapshot) -> None:
    assert replay({}, walk(snapshot, 0, 1000)) == state_of(read_catalogue(snapshot))
