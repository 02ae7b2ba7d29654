import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.cli import cli
from app.domain.revision import key_of
from app.packs.reader import read_packs
from app.store.engine import open_writer
from app.store.loading import load
from app.store.migrating import migrate
from benchmarks.database import NUMBERS, VARYING, fact_columns, fact_rows, fill
from benchmarks.dataset import SLOTS, Dataset
from benchmarks.packs import table_rows, write_packs
from benchmarks.questions import FIRST_BY_VALUE, FIRST_PAGE, Questions
from benchmarks.rivals.sql import COMPARED
from tests.api.asking import ask, serve

SMALL = Dataset(1_000)
TABLES = ("fact", "tally", "company", "company_name", "metric", "segment", "source")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the packs of the small dataset."""
    folder = tmp_path_factory.mktemp("generated") / "packs"
    write_packs(SMALL, folder)
    return folder


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill a database with the small dataset."""
    path = tmp_path_factory.mktemp("filled") / "filled.db"
    fill(SMALL, f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def client(filled: Path) -> Iterator[TestClient]:
    """Return a client of an app over the filled database."""
    with serve(f"sqlite:///{filled}") as opened:
        yield opened


@pytest.fixture
def questions(filled: Path) -> Questions:
    """Return ways of asking about the small dataset."""
    return Questions(SMALL, filled)


def test_the_same_number_makes_the_same_facts_everywhere() -> None:
    rows = list(table_rows(SMALL))

    assert rows == list(table_rows(Dataset(1_000)))
    assert rows[7] == (
        *("company-00000", "metric-000", None, "company-00000-news-fy2001"),
        *("FY2001", None, 1, "roughly $201.1 billion"),
    )


@pytest.mark.parametrize("facts", [1_000, 12_345, 30_000])
def test_there_are_as_many_facts_as_asked_for_and_none_of_them_twice(facts: int) -> None:
    rows = list(table_rows(Dataset(facts)))

    assert len({row[:7] for row in rows}) == len(rows) == facts


def test_a_larger_dataset_has_more_companies_and_metrics_but_no_longer_series() -> None:
    sizes = [Dataset(10**power) for power in range(3, 8)]

    assert [each.companies for each in sizes] == sorted({each.companies for each in sizes})
    assert [each.metrics for each in sizes] == [2, 2, 7, 23, 73]
    assert [len(list(each.figures(next(each.series())))) for each in sizes] == [len(SLOTS)] * 5


def test_a_cut_leaves_no_year_whose_fourth_quarter_would_be_derived() -> None:
    labels = [slot.label for slot in SLOTS]

    years = [label for label in labels if label.endswith("-Q4")]
    assert all(labels.index(label) < labels.index(label.removesuffix("-Q4")) for label in years)


def test_the_packs_have_no_mistakes(packs: Path, tmp_path: Path) -> None:
    settings = {"RIVALRY_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}

    done = CliRunner().invoke(cli, ["check", str(packs)], env=settings)

    assert done.exit_code == 0, done.output
    assert "no mistakes: 3 companies, 2 metrics, 6 segments, 0 initiatives, 150 sources, 1000 facts" in done.output


def test_a_filled_database_holds_what_loading_the_packs_makes(packs: Path, filled: Path, tmp_path: Path) -> None:
    writer = open_writer(f"sqlite:///{tmp_path / 'loaded.db'}")
    migrate(writer)
    load(writer, read_packs([packs]))
    writer.dispose()

    for table in TABLES:
        assert rows_of(filled, table) == rows_of(tmp_path / "loaded.db", table), table
    assert indexes_of(filled) == indexes_of(tmp_path / "loaded.db")
    assert revisions_of(filled) == revisions_of(tmp_path / "loaded.db") == [(1, 1161, 0, 0)]


def test_rows_of_every_kind_and_calendar_are_those_that_the_store_maps(tmp_path: Path) -> None:
    dataset = Dataset(30_000)
    write_packs(dataset, tmp_path / "packs")
    two = [tmp_path / "packs" / "sources" / f"company-0000{number}.toml" for number in range(2)]
    facts = read_packs([tmp_path / "packs" / "vocabulary", *two]).facts

    rows = islice(fact_rows(dataset), len(facts))

    assert {fact.quantity.unit for fact in facts} == {"USD", "count", "fraction"}
    for fact, row in zip(facts, rows, strict=True):
        values = {**fact_columns(fact), "key": key_of(fact)}
        assert row[: len(VARYING) + len(NUMBERS)] == tuple(values[name] for name in (*VARYING, *NUMBERS))


def test_a_filled_database_answers_every_question_that_is_measured(client: TestClient, questions: Questions) -> None:
    pages = questions.pages(client.get(FIRST_PAGE).content)
    by_value = questions.pages_by_value(client.get(FIRST_BY_VALUE).content)
    of_facts = (questions.of_a_company(), questions.of_a_metric(), pages, by_value)

    for path in (next(questions.compare()), next(questions.series()), next(questions.fact())):
        assert ask(client, path)
    for paths in of_facts:
        assert len(ask(client, next(paths))["items"]) == 50


def test_everybody_who_is_measured_finds_the_same_gap(
    client: TestClient, questions: Questions, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIVAL_DATABASE_URL", f"sqlite:///{filled}")
    from benchmarks.rivals import usual  # noqa: PLC0415  it reads its settings when it is imported

    asked = next(questions.comparisons())
    with sqlite3.connect(filled) as connection, TestClient(usual.app) as service:
        in_sql = connection.execute(COMPARED, asked._asdict()).fetchone()
        gap = ask(client, asked.for_us(0))["gap"]["value"]

        assert abs(in_sql[8]) == ask(service, asked.for_usual())["gap"] == gap
    usual.engine.dispose()


def rows_of(path: Path, table: str) -> list[tuple[object, ...]]:
    """Return the rows of a table without their numbers, in some order that both databases share."""
    with sqlite3.connect(path) as connection:
        return sorted((row[1:] for row in connection.execute(f"SELECT * FROM {table}")), key=repr)  # noqa: S608


def indexes_of(path: Path) -> set[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        return set(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'fact'"))


def revisions_of(path: Path) -> list[tuple[int, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT number, added, withdrawn, replaced FROM revision").fetchall()
