"""Rows of facts: whether they are read plainly or entry by entry, they say what entries of the pack would say."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Fact
from app.packs.mistakes import PackError
from app.packs.reader import read_packs
from tests.packs.writing import source, table

CELLS: dict[str, list[str]] = {
    "company": ["acme", "acme", "acme", "globex", "initech", "acmee", "Acme", ""],
    "metric": ["revenue", "revenue", "stores", "share", "revenu"],
    "segment": ["", "", "acme-cloud", "globex-cloud", "cloud"],
    "initiative": ["", "", "", "acme-bot", "globex-bot"],
    "period": ["FY2025", "FY2024-Q4", "FY2023-9M", "2026-01-31", "unspecified", "FY2020/FY2025", "FY25", ""],
    "period_inferred": ["", "", "a guess"],
    "printed": [
        "$716,924 million",
        "-$640",
        "4,600",
        "about 27%",
        "just under $4 billion",
        "a third",
        "several",
        "n/a",
    ],
    "paragraph": ["", "", "1", "12", "0", "one"],
    "nature": ["", "", "plan", "planned"],
    "basis": ["", "restated"],
    "attribution": ["", "company", "nobody"],
    "low": ["", "", "", "", "5"],
    "high": ["", "", "", "", "9"],
    "reported_as": ["", "net sales"],
    "note": ["", "N."],
}
rows_of_cells = st.lists(
    st.fixed_dictionaries({key: st.sampled_from(cells) for key, cells in CELLS.items()}), max_size=4
)
Rows = list[dict[str, str]]


def typed(key: str, cell: str) -> object:
    return int(cell) if key in ("paragraph", "low", "high") and cell.isdecimal() else cell


def read(folder: Path, pack: str, known: Catalogue) -> tuple[Fact, ...] | list[tuple[str, str, str | None]]:
    """Return the facts of a pack, or each mistake in it without its line."""
    (folder / "pack.toml").write_text(pack)
    try:
        return read_packs([folder], known).facts
    except PackError as error:
        return sorted((each.where.rpartition(".")[2], each.problem, each.did_you_mean) for each in error.mistakes)


@given(rows=rows_of_cells)
def test_rows_are_right_or_wrong_as_entries_with_the_same_keys_are(
    rows: Rows, small_world: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> None:
    as_table, as_entries = tmp_path_factory.mktemp("table"), tmp_path_factory.mktemp("entries")
    lines = [",".join(CELLS), *(",".join(f'"{row[key]}"' for key in CELLS) for row in rows)]
    (as_table / "facts.csv").write_text("\n".join(lines))
    entries = [table("[[facts]]", {key: typed(key, cell) for key, cell in row.items() if cell}) for row in rows]

    from_table = read(as_table, source() + table("[[tables]]", {"file": "facts.csv", "section": "facts"}), small_world)
    from_entries = read(as_entries, source() + "".join(entries), small_world)

    if isinstance(from_table, tuple) or isinstance(from_entries, tuple):
        assert from_table == from_entries
    else:
        assert len(from_table) == len(from_entries)


def test_a_row_that_is_plain_and_one_that_is_not_stay_in_their_order(tmp_path: Path, small_world: Catalogue) -> None:
    printed = ["$1 billion", "a billion dollars", "about $2 billion", "several billion dollars", "$3 billion"]
    lines = ["period,printed", *(f"FY{2020 + number},{each}" for number, each in enumerate(printed))]
    (tmp_path / "facts.csv").write_text("\n".join(lines))
    every = '{ company = "acme", metric = "revenue" }'

    facts = read(
        tmp_path, source() + table("[[tables]]", {"file": "facts.csv", "section": "facts", "every": every}), small_world
    )

    assert [each.printed for each in facts if isinstance(each, Fact)] == printed


def test_tables_with_the_same_words_are_read_on_the_calendar_of_the_company_that_each_is_about(
    tmp_path: Path, small_world: Catalogue
) -> None:
    tables = ""
    for company in ("acme", "globex"):
        (tmp_path / f"{company}.csv").write_text("period,metric,printed\nFY2025,stores,12\nFY2025,revenue,$12\n")
        every = f'{{ company = "{company}" }}'
        tables += table("[[tables]]", {"file": f"{company}.csv", "section": "facts", "every": every})

    facts = read(tmp_path, source() + tables, small_world)

    placed = {(each.company, each.metric): each.period.end for each in facts if isinstance(each, Fact)}
    assert placed == {
        ("acme", "stores"): date(2025, 12, 31),
        ("acme", "revenue"): date(2025, 12, 31),
        ("globex", "stores"): date(2025, 1, 31),
        ("globex", "revenue"): date(2025, 1, 31),
    }


def test_a_row_that_states_one_thing_in_two_columns_names_the_second_as_a_mistake(
    tmp_path: Path, small_world: Catalogue
) -> None:
    (tmp_path / "facts.csv").write_text("period,Sales,Net sales\nFY2025,$5,$6\nFY2024,$5,\n")
    about = '{ Sales = { metric = "revenue" }, "Net sales" = { metric = "revenue" } }'
    keys = {"file": "facts.csv", "section": "facts", "every": '{ company = "acme" }', "columns": about}

    mistakes = read(tmp_path, source() + table("[[tables]]", keys), small_world)

    assert [each[0] for each in mistakes if not isinstance(each, Fact)] == ["Net sales"]
