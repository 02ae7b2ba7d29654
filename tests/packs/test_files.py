"""Pack files: found, read, and every key with its line."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue
from app.packs.files import read_pack_file
from app.packs.lines import Place, find_lines
from app.packs.mistakes import PackError
from app.packs.opening import find_packs
from app.packs.reader import read_packs
from tests.conftest import WritePack
from tests.packs.writing import VOCABULARY, claim, fact, source, statement

LINES: dict[str, tuple[str, dict[Place, int]]] = {
    "tables and keys": (
        'top = 1\n\n[source]\nslug = "a"\n[[facts]]\nlow = 1\n[[facts]]\nlow = 2\n',
        {
            ("top",): 1,
            ("source",): 3,
            ("source", "slug"): 4,
            ("facts",): 5,
            ("facts", 0): 5,
            ("facts", 0, "low"): 6,
            ("facts", 1): 7,
            ("facts", 1, "low"): 8,
        },
    ),
    "spaces, indents and quoted names": (
        '  [ source ]\n\t"slug"="a"\n [[ "facts" ]]\n  \'low\'  =  1\n',
        {("source",): 1, ("source", "slug"): 2, ("facts",): 3, ("facts", 0): 3, ("facts", 0, "low"): 4},
    ),
    "a long string that looks like tables and keys": (
        'a = """\n[[facts]]\nlow = 1\n"""\nb = \'\'\'\n[source]\n"""\n\'\'\'\nc = 1\n',
        {("a",): 1, ("b",): 5, ("c",): 9},
    ),
    "quotes inside strings and comments": (
        'a = "\\"\\"\\"" # """\nb = \'"""\'\n# \'\'\'\nc = """ "" \\""" """\nd = """x"""""\ne = "#" # [\nf = 1\n',
        {("a",): 1, ("b",): 2, ("c",): 4, ("d",): 5, ("e",): 6, ("f",): 7},
    ),
    "arrays over several lines": (
        'a = [\n  "slug.x",  # ]\n  [1],\n  "]",\n]\nb = { c = [\n 1 ] }\nd = 1\n',
        {("a",): 1, ("b",): 6, ("d",): 8},
    ),
    "dotted keys and tables below tables": (
        "[[facts]]\nperiod.label = 1\n[facts.period.more]\nx = 1\n[[facts]]\n[facts.period]\nlabel = 1\n[[facts]]\n",
        {
            ("facts",): 1,
            ("facts", 0): 1,
            ("facts", 0, "period"): 2,
            ("facts", 0, "period", "label"): 2,
            ("facts", 0, "period", "more"): 3,
            ("facts", 0, "period", "more", "x"): 4,
            ("facts", 1): 5,
            ("facts", 1, "period"): 6,
            ("facts", 1, "period", "label"): 7,
            ("facts", 2): 8,
        },
    ),
    "CRLF": (
        '[source]\r\nslug = """\r\n"""\r\nkind = 1\r\n',
        {("source",): 1, ("source", "slug"): 2, ("source", "kind"): 4},
    ),
    "line breaks that TOML does not know": ('a = "\u2028\u0085"\nb = 1\n', {("a",): 1, ("b",): 2}),
}


@pytest.mark.parametrize(("text", "lines"), LINES.values(), ids=LINES)
def test_every_table_and_key_has_its_line(text: str, lines: dict[Place, int]) -> None:
    found = find_lines(text)

    assert {place: line for place, line in found.items() if place} == lines


values = st.sampled_from(
    [
        *("1", '"a"', "'b'", '"#"', '"["', '"\\""', "'\\'", '""', '"""x"""', '"""\n"""', '"""\n[x]\nk = 1\n\\"""""'),
        *("'''\n\"\"\"\n'''", "[]", "[\n]", '[\n1,\n"k = 1", # ]\n]', "{ k = 1 }", '{ k = [\n"x",\n] }', '"\u2028"'),
    ]
)
comments = st.sampled_from(["", " # note", " # \"\"\" '''", " # [[", "\n", "\n# k = 1\n"])
headers = st.sampled_from(["", "[t{0}]", "[[a]]", "[[b]]", "[a.c{0}]", "[b.c{0}]"])


@given(st.lists(st.tuples(headers, st.lists(st.tuples(values, comments), max_size=3), comments), max_size=6))
def test_whatever_stands_between_them_keys_keep_their_lines(
    tables: list[tuple[str, list[tuple[str, str]], str]],
) -> None:
    lines = ["[[a]]", "[[b]]"]
    for number, (header, keys, comment) in enumerate(tables):
        lines.append(header.format(number) + comment)
        lines += [f"k{number}-{index} = {value}{after}" for index, (value, after) in enumerate(keys)]
    text = "\n".join(lines)
    numbers = {line.split(" =")[0]: at for at, line in enumerate(text.split("\n"), start=1)}

    found = find_lines(text)

    content = tomllib.loads(text)
    keys_found = {place: line for place, line in found.items() if str(place[-1:]).startswith("('k")}
    assert len(keys_found) == sum(len(keys) for _, keys, _ in tables)
    for place, line in keys_found.items():
        assert numbers[str(place[-1])] == line
        assert _is_in(content, place)


def _is_in(content: object, place: Place) -> bool:
    for part in place:
        content = content[part]  # type: ignore[index]
    return True


def test_a_place_without_a_line_of_its_own_takes_that_of_what_is_around_it(write_pack: WritePack) -> None:
    file = read_pack_file(write_pack('[source]\nslug = "a"\n\n[[facts]]\nperiod = { start = 1 }\n'))

    assert file.line_of(("facts", 0, "period", "start")) == 5
    assert file.line_of(("facts", 0, "printed")) == 4
    assert file.line_of(("claims", 0)) == 1


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_files_from_any_editor_are_read_alike(mark: str, ending: str, write_pack: WritePack) -> None:
    expected = read_packs([write_pack(VOCABULARY)])

    assert read_packs([write_pack((mark + VOCABULARY).replace("\n", ending))]) == expected


def test_packs_are_found_below_folders_each_once_and_in_a_stable_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seed" / "deep").mkdir(parents=True)
    for name in ("b.toml", "deep/c.toml", "a.toml", "notes.md"):
        (tmp_path / "seed" / name).touch()

    found = find_packs([Path("seed/b.toml"), Path("seed"), tmp_path / "seed" / "deep", Path("seed/../seed/a.toml")])

    assert [each.as_posix() for each in found] == ["seed/b.toml", "seed/a.toml", "seed/deep/c.toml"]


fragments = st.sampled_from(
    [
        *(line for text in (VOCABULARY, source(), fact(), statement(), claim()) for line in text.splitlines() if line),
        *(
            "[[facts]]",
            "[facts.period]",
            "[source]",
            "[[source]]",
            "facts = [{}]",
            'period = { label = "x" }',
            "=",
            "[",
        ),
        *(
            "period.start = 2025-01-01",
            "period.end = 2025-01-01T00:00:00",
            'period.label = "x"',
            'period.kind = "annual"',
        ),
        *("low = 1e999999", "high = -inf", "low = 0x" + "f" * 5000, "low = 1e99999999999999999999", "company.a.b = 1"),
        *(
            "paragraph = 9999999999999999999",
            "paragraphs = []",
            "companies = []",
            "companies = [[]]",
            "evidence = {x=[1]}",
        ),
        *('within = "acme-cloud"', 'overlaps = ["acme-cloud"]', 'slug = "acme-cloud"', 'slug = ""', "slug = 1", '""=1'),
        *(
            'printed = "$5"',
            'printed = ""',
            'segment = "acme-cloud"',
            'operation = "share"',
            'period = "FY2999/FY1000"',
        ),
        *(
            'fiscal_year_end = "00-00"',
            'fiscal_year_end = "02-28"',
            "title_is_ours = 1",
            "published = 1979-05-27",
            "\x00",
        ),
    ]
)
packs = st.text(max_size=60) | st.lists(fragments | st.text(max_size=8), max_size=25).map("\n".join)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file for all examples."""
    return tmp_path_factory.mktemp("scratch") / "pack.toml"


@given(content=packs.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=40))
def test_any_file_is_read_or_refused_with_mistakes_and_nothing_else(
    content: bytes, scratch: Path, small_world: Catalogue
) -> None:
    scratch.write_bytes(content)

    try:
        read_packs([scratch], small_world)
    except PackError as error:
        lines = {each.line for each in error.mistakes}
    else:
        return
    assert lines
    assert lines <= set(range(1, content.count(b"\n") + 2))


entries = st.lists(
    st.lists(
        fragments.filter(lambda line: "=" in line), max_size=8, unique_by=lambda line: line.split("=")[0].split(".")[0]
    ),
    max_size=3,
)


@given(sections=st.lists(st.tuples(st.sampled_from(["companies", "metrics", "segments", "facts", "claims"]), entries)))
def test_any_entries_in_good_toml_are_read_or_refused_with_mistakes(
    sections: list[tuple[str, list[list[str]]]], scratch: Path, small_world: Catalogue
) -> None:
    tables = ["\n".join([f"[[{name}]]", *lines]) for name, listed in sections for lines in listed]
    scratch.write_text("\n".join([source(), *tables]))

    try:
        catalogue = read_packs([scratch], small_world)
    except PackError as error:
        mistakes = len(error.mistakes)
    else:
        assert sum(catalogue.counts.values()) == 1 + len(tables)
        return
    assert mistakes
