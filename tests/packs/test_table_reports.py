"""Every mistake in a CSV file beside a pack: its line and column, what is allowed there, and the nearest of that."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from app.domain.catalogue import Catalogue
from app.packs.opening import LARGEST_TABLE
from app.packs.reader import read_packs
from tests.conftest import WritePack
from tests.packs.writing import COMPANIES, FACT_KEYS, SOURCE_KEYS, fact, facts_table, mistakes_in, source

FILE, SECTION, SCALE, EVERY, COLUMNS = 6, 7, 8, 9, 10
"""Where each key of `facts_table` stands under `[source]`; `[[tables]]` itself stands on line 5."""

GOOD = "period,Net sales\nFY2025,1\n"
PLAIN = {"scale": None, "every": None, "columns": None}
SOURCES = {**PLAIN, "section": "sources", "every": '{ kind = "news" }'}


class Wrong(NamedTuple):
    """A table with one mistake: where it is, what is said of it, what is allowed, and the nearest of that."""

    csv: str | bytes
    line: int
    where: str
    says: str
    allowed: tuple[str, ...] = ()
    near: str | None = None
    keys: Mapping[str, str | None] | None = None


HEADERS = {
    "unknown column": Wrong(
        "period,Net sales,natur\nFY2025,1,plan\n",
        1,
        "natur",
        "the column is neither a key nor explained in `columns`",
        (*FACT_KEYS, "Net sales"),
        "nature",
    ),
    "column twice": Wrong("period,Net sales,Net sales\nFY2025,1,1\n", 1, "Net sales", "the column is there twice"),
    "key twice": Wrong("period,period,Net sales\nFY2025,FY2025,1\n", 1, "period", "the column is there twice"),
    "column without a name": Wrong(
        "period,Net sales,\nFY2025,1,\n", 1, "", "neither a key nor explained", (*FACT_KEYS, "Net sales")
    ),
    "column that is not there": Wrong(
        "period,note\nFY2025,\n",
        COLUMNS,
        "tables[0].columns.Net sales",
        "annual.csv has no such column",
        ("period", "note"),
    ),
    "no header at all": Wrong("", 1, "", "the file is empty: its first row names the columns"),
    "key of a fact over a source": Wrong(
        "slug,title,company\na,A,acme\n", 1, "company", "neither a key nor explained", SOURCE_KEYS, keys=SOURCES
    ),
    "unknown key in every": Wrong(
        GOOD,
        EVERY,
        "tables[0].every.compny",
        "unknown key 'compny'",
        FACT_KEYS,
        "company",
        keys={"every": '{ compny = "acme" }'},
    ),
}
ENTRIES = {
    "path in the name of a file": Wrong(
        GOOD,
        FILE,
        "tables[0].file",
        "the name of a CSV file in the folder of the pack, not '../annual.csv'",
        keys={"file": "../annual.csv"},
    ),
    "absolute path": Wrong(
        GOOD,
        FILE,
        "tables[0].file",
        "the name of a CSV file",
        keys={"file": "/etc/annual.csv"},
    ),
    "file of another kind": Wrong(
        GOOD,
        FILE,
        "tables[0].file",
        "the name of a CSV file",
        keys={"file": "annual.toml"},
    ),
    "file that is not there": Wrong(
        GOOD,
        FILE,
        "tables[0].file",
        "yearly.csv cannot be read: No such file or directory",
        keys={"file": "yearly.csv"},
    ),
    "section that has no tables": Wrong(
        GOOD,
        SECTION,
        "tables[0].section",
        "unknown value 'claims'",
        ("sources", "facts"),
        keys={"section": "claims"},
    ),
    "misspelt section": Wrong(
        GOOD,
        SECTION,
        "tables[0].section",
        "unknown value 'source'",
        ("sources", "facts"),
        "sources",
        keys={"section": "source"},
    ),
    "misspelt scale": Wrong(
        "period,Net sales\nFY2025,(640)\n",
        SCALE,
        "tables[0].scale",
        "unknown value 'millions'",
        ("thousand", "million", "billion"),
        "million",
        keys={"scale": "millions"},
    ),
    "unknown key of a table": Wrong(
        GOOD,
        11,
        "tables[0].colums",
        "unknown key 'colums'",
        ("file", "section", "scale", "every", "columns"),
        "columns",
        keys={"colums": "{}"},
    ),
    "misspelt key of a column": Wrong(
        GOOD,
        COLUMNS,
        "tables[0].columns.Net sales[0].segmnt",
        "unknown key 'segmnt'",
        ("metric", "segment", "initiative", "reported_as"),
        "segment",
        keys={"columns": '{ "Net sales" = { metric = "revenue", segmnt = "acme-cloud" } }'},
    ),
    "column that means nothing": Wrong(
        GOOD,
        COLUMNS,
        "tables[0].columns.Net sales",
        "at least 1",
        keys={"columns": '{ "Net sales" = [] }'},
    ),
    "date in every": Wrong(
        "period,Net sales,company\nFY2025,1,acme\n",
        EVERY,
        "tables[0].every.note",
        "not datetime.date(2025, 1, 1)",
        keys={"every": "{ note = 2025-01-01 }"},
    ),
}

CELLS = {
    "misspelt company in the third row": Wrong(
        "company,period,Net sales\nacme,FY2025,1\nglobex,FY2025,1\nacmee,FY2024,1\n",
        4,
        "Net sales.company",
        "unknown company 'acmee'",
        COMPANIES,
        "acme",
        keys={"every": None},
    ),
    "misspelt company where every column is a key": Wrong(
        "company,metric,period,printed\nacmee,revenue,FY2025,$5\n",
        2,
        "company",
        "unknown company 'acmee'",
        COMPANIES,
        "acme",
        keys=PLAIN,
    ),
    "missing key": Wrong("note,Net sales\nN.,1\n", 2, "Net sales", "the key 'period' is missing"),
    "blank cell under a key that is needed": Wrong(
        "company,metric,period,printed\nacme,revenue,,$5\n", 2, "", "the key 'period' is missing", keys=PLAIN
    ),
    "misspelt choice": Wrong(
        "period,basis,Net sales\nFY2025,restate,1\n",
        2,
        "Net sales.basis",
        "unknown value 'restate'",
        ("as-reported", "restated"),
        "restated",
    ),
    "period off the grammar": Wrong("period,Net sales\n2025,1\n", 2, "Net sales.period", "'2025' is not a period"),
    "another company's segment": Wrong(
        "period,segment,Net sales\nFY2025,globex-cloud,1\n",
        2,
        "Net sales.segment",
        "belongs to globex, not to acme",
        ("acme-cloud", "acme-media"),
        "acme-cloud",
    ),
    "paragraph that is no number": Wrong(
        "period,paragraph,Net sales\nFY2025,four,1\n", 2, "Net sales.paragraph", "not 'four'"
    ),
    "paragraph zero": Wrong("period,paragraph,Net sales\nFY2025,0,1\n", 2, "Net sales.paragraph", "greater than"),
    "end that is no number": Wrong(
        "company,metric,period,printed,low,note\nacme,revenue,FY2025,some,nan,N.\n",
        2,
        "low",
        "finite number",
        keys=PLAIN,
    ),
    "dollars for a share": Wrong(
        GOOD,
        2,
        "Net sales.printed",
        "a figure in USD cannot state a metric in fraction",
        keys={"columns": '{ "Net sales" = { metric = "share" } }'},
    ),
    "more digits than a double holds": Wrong(
        "period,Net sales\nFY2025,1.23456789012345678\n", 2, "Net sales.printed", "at most 15 significant digits"
    ),
    "NUL in a cell": Wrong("period,Net sales\nFY20\x0025,1\n", 2, "Net sales.period", "is not a period"),
    "line break in a cell": Wrong(
        'period,note,Net sales\nFY2025,"over\ntwo lines",1\n', 3, "Net sales.note", "one line without spaces around it"
    ),
    "title of a source that is not there": Wrong(
        "slug,title\na,A\nb,\n", 3, "", "the key 'title' is missing", keys=SOURCES
    ),
    "truth that is none": Wrong(
        "slug,title,title_is_ours,published\na,A,perhaps,2026-01-31\n",
        2,
        "title_is_ours",
        "not 'perhaps'",
        keys=SOURCES,
    ),
    "source of another pack": Wrong(
        "period,source,Net sales\nFY2025,gazete,1\n",
        2,
        "Net sales.source",
        "the pack has no source 'gazete' of its own",
        ("gazette",),
        "gazette",
    ),
    "row that is too long": Wrong("period,Net sales\nFY2025,1\nFY2024,1,x\n", 3, "", "has 3 cells under 2 columns"),
    "row that is too short": Wrong("period,Net sales\nFY2025,1\nFY2024\n", 3, "", "has 1 cell under 2 columns"),
    "row without a figure": Wrong(
        "period,Net sales\nFY2025,1\nFY2024,\n", 3, "", "no figure in any column", ("Net sales",)
    ),
}
DATES = {
    f"date such as {cell}": Wrong(f"slug,title,published\na,A,{cell}\n", 2, "published", f"not '{cell}'", keys=SOURCES)
    for cell in ("2026", "31.01.2026", "2026-02-30", "2026-1-31", "0", "86400")
}
AMOUNTS = {
    f"amount such as {cell}": Wrong(
        f'period,Net sales\nFY2025,"{cell}"\n',
        2,
        "Net sales",
        f"{cell!r} is not an amount such as 716,924 or (640)",
    )
    for cell in (
        *("n/a", "-", "—", "$640", "640 million", "1,2345", "12,34", "1234,567", "1 234", "1.234.567", ".5", "5."),
        *("(640", "640)", "-(640)", "--640", "+640", "1e3", "64\x000", "(0x10)", "\N{ARABIC-INDIC DIGIT FIVE}"),
    )
}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(wrong, id=name)
        for group in (HEADERS, ENTRIES, CELLS, DATES, AMOUNTS)
        for name, wrong in group.items()
    ],
)
def test_a_mistake_in_a_table_is_reported_once_with_its_file_line_and_place(
    wrong: Wrong, write_pack: WritePack, small_world: Catalogue
) -> None:
    csv = write_pack(wrong.csv, "annual.csv")
    pack = write_pack(source() + facts_table(**(wrong.keys or {})))

    mistakes = mistakes_in(pack, known=small_world)

    assert [(each.file, each.line, each.where) for each in mistakes] == [
        (pack if wrong.where.startswith("tables") else csv, wrong.line, wrong.where)
    ]
    (mistake,) = mistakes
    assert wrong.says in mistake.problem
    assert (mistake.allowed, mistake.did_you_mean) == (wrong.allowed, wrong.near)


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b'period,Net sales\nFY2025,1\nFY2024,"2\n', 3, "unexpected end of data"),
        (b'period,Net sales\nFY2025,1\nFY2024,"2"3\nFY2023,4\n', 3, "expected after"),
        (b"period,Net sales\nFY2025,1\nFY2024," + b"9" * 200_000, 3, "field larger than field limit"),
        (b"period,Net sales\nFY2025,1\nFY2024,caf\xe9\nFY2023,4\n", 3, "invalid continuation byte"),
        (b"\xef\xbb\xbfperiod,Net sales\r\nFY2025,1\r\nFY2024,\xff\r\n", 3, "invalid start byte"),
        ("period,Net sales\n".encode("utf-16"), 1, "invalid start byte"),
    ],
    ids=["unclosed quote", "text after a quote", "endless cell", "Latin-1", "Latin-1 after a BOM", "UTF-16"],
)
def test_a_file_that_is_no_csv_is_one_mistake_with_its_line(
    content: bytes, line: int, says: str, write_pack: WritePack, small_world: Catalogue
) -> None:
    csv = write_pack(content, "annual.csv")

    (mistake,) = mistakes_in(write_pack(source() + facts_table()), known=small_world)

    assert (mistake.file, mistake.where) == (csv, "")
    assert says in mistake.problem
    assert mistake.line == line


def test_an_amount_of_thousands_of_digits_is_a_mistake_like_any_other(
    write_pack: WritePack, small_world: Catalogue
) -> None:
    csv = write_pack(f"period,Net sales\nFY2025,{'9' * 5000}\n", "annual.csv")

    mistakes = mistakes_in(write_pack(source() + facts_table()), known=small_world)

    assert [(each.file, each.line) for each in mistakes] == [(csv, 2)]


def test_a_folder_called_like_a_table_cannot_be_read(write_pack: WritePack, small_world: Catalogue) -> None:
    pack = write_pack(source() + facts_table())
    (pack.parent / "annual.csv").mkdir()

    (mistake,) = mistakes_in(pack, known=small_world)

    assert (mistake.file, mistake.line, mistake.where) == (pack, FILE, "tables[0].file")
    assert mistake.problem == "annual.csv cannot be read: Is a directory"


def test_a_very_large_table_is_refused_without_being_read(write_pack: WritePack, small_world: Catalogue) -> None:
    csv = write_pack("", "annual.csv")
    with csv.open("wb") as file:
        file.truncate(100_000_001)

    (mistake,) = mistakes_in(write_pack(source() + facts_table()), known=small_world)

    assert (mistake.file, mistake.line) == (csv, 1)
    assert "larger than 100 MB" in mistake.problem


def test_a_table_may_be_as_large_as_the_limit_and_not_a_byte_larger(
    write_pack: WritePack, small_world: Catalogue
) -> None:
    blank_row = "," + " " * 99_998 + "\n"
    csv = GOOD + blank_row * ((LARGEST_TABLE - len(GOOD)) // len(blank_row))
    csv += " " * (LARGEST_TABLE - len(csv))
    pack = write_pack(source() + facts_table())

    write_pack(csv, "annual.csv")
    assert len(read_packs([pack], small_world).facts) == 1
    write_pack(csv + " ", "annual.csv")
    assert "larger than 100 MB" in mistakes_in(pack, known=small_world)[0].problem


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ('[tables]\nfile = "annual.csv"\n', "tables", "write [[tables]], a table for each CSV file"),
        ("tables = [3]\n", "tables[0]", "a table is expected here"),
        ('[[tables]]\nsection = "facts"\n', "tables[0]", "the key 'file' is missing"),
    ],
    ids=["table where an array is expected", "number", "missing key"],
)
def test_tables_are_an_array_of_tables(
    text: str, where: str, says: str, write_pack: WritePack, small_world: Catalogue
) -> None:
    (mistake,) = mistakes_in(write_pack(text), known=small_world)

    assert (mistake.line, mistake.where, mistake.problem) == (1, where, says)


def test_all_mistakes_of_all_tables_come_at_once_and_sorted(write_pack: WritePack, small_world: Catalogue) -> None:
    write_pack("period,Net sales\nFY2025,n/a\nFY20,1\nFY2024,1,2,3\nFY2023,-\n", "annual.csv")
    write_pack("period,Net sale\nFY2025-Q1,1\n", "quarterly.csv")
    three_tables = [facts_table(file=name) for name in ("annual.csv", "quarterly.csv", "missing.csv")]
    pack = write_pack(source() + "".join(three_tables) + fact(company="acmee"))

    mistakes = mistakes_in(pack, known=small_world)

    assert [(each.file.name, each.line, each.where) for each in mistakes] == [
        ("annual.csv", 2, "Net sales"),
        ("annual.csv", 3, "Net sales.period"),
        ("annual.csv", 4, ""),
        ("annual.csv", 5, "Net sales"),
        ("pack.toml", 16, "tables[1].columns.Net sales"),
        ("pack.toml", 18, "tables[2].file"),
        ("pack.toml", 24, "facts[0].company"),
        ("quarterly.csv", 1, "Net sale"),
    ]


def test_a_mistake_in_a_cell_reads_as_compilers_write_it(write_pack: WritePack, small_world: Catalogue) -> None:
    csv = write_pack("period,company,Net sales\nFY2025,acmee,1\n", "annual.csv")

    (mistake,) = mistakes_in(write_pack(source() + facts_table()), known=small_world)

    assert str(mistake) == (
        f"{csv}:2: Net sales.company: unknown company 'acmee'; allowed: acme, globex, initech; did you mean 'acme'?"
    )
