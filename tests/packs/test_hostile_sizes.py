"""Packs made to be read for ever, to fill memory or the screen: refused with a line, within seconds and megabytes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.packs.mistakes import MOST_IN_ALL, MOST_OF_A_FILE
from tests.packs.measuring import Measured, Measuring
from tests.packs.refusing import held, is_plain, places_in

MOST_SECONDS = 30
MOST_MEGABYTES = 1_000
"""Generous: twice and more of what the worst of them takes."""

SOURCE = '[source]\nslug = "a-source"\nkind = "news"\ntitle = "A title"\n'
FACT = '[[facts]]\ncompany = "amazon"\nmetric = "revenue"\nperiod = "FY2025"\nprinted = "$5 billion"\nparagraph = {}\n'
TABLE = (
    '[[tables]]\nfile = "annual.csv"\nsection = "facts"\nscale = "million"\nevery = {{ company = "amazon" }}\n'
    "columns = {}\n"
)
NET_SALES = '{ "Net sales" = { metric = "net-sales" } }'
SEGMENT = '[[segments]]\nslug = "s{0}"\ncompany = "amazon"\nname = "S"\nline = "other"\n'
MANY = 100_000


@pytest.fixture(scope="module")
def measuring(names_url: str) -> Iterator[Measuring]:
    """Measure commands over the names of the seed."""
    started = Measuring(names_url)
    yield started
    started.close()


def pack(text: str, **tables: str) -> Callable[[Path], Path]:
    """Return a function that writes a pack and its tables into a folder."""

    def write(folder: Path) -> Path:
        for name, content in tables.items():
            (folder / f"{name}.csv").write_text(content)
        path = folder / "pack.toml"
        path.write_text(text)
        return path

    return write


def chain(count: int) -> str:
    """Write segments, each within the one before it."""
    first, *others = (SEGMENT.format(number) for number in range(count))
    return first + "".join(f'{each}within = "s{number}"\n' for number, each in enumerate(others))


def tangle(count: int) -> str:
    """Write segments that overlap fifty others each, and lie within each other as deeply as they may."""
    deep = (f'within = "s{number - 1}"\n' if number % 6 else "" for number in range(count))
    names = ([f'"s{(number + step + 1) % count}"' for step in range(50)] for number in range(count))
    written = zip(range(count), deep, names, strict=True)
    return "".join(f"{SEGMENT.format(at)}{within}overlaps = [{', '.join(each)}]\n" for at, within, each in written)


SIZES: dict[str, tuple[Callable[[Path], Path], int, int | None, str]] = {
    "100,000 mistakes": (pack(SOURCE + "[[facts]]\nx=1\n" * (MANY // 5)), 5, MANY, "the key 'company' is missing"),
    "10,000 names one letter off": (
        pack(SOURCE + "".join(FACT.format(at).replace("amazon", "amazom") for at in range(1, 10_001))),
        6,
        10_000,
        "unknown company 'amazom'",
    ),
    "300,000 entries that are none": (
        pack(f"facts = [{'[],' * 300_000}]\n{SOURCE}"),
        1,
        300_000,
        "a table is expected",
    ),
    "100,000 facts that are one": (
        pack(SOURCE + FACT.format(1) + FACT.format(1) * (MANY // 10)),
        11,
        MANY // 10,
        "is a second one of what stands at",
    ),
    "a key of 1,000,000 parts": (pack(f"# fine\n{'a.' * 1_000_000}a = 1\n"), 2, 1, "at most 20 parts"),
    "1,000 keys of 5,000 parts": (
        pack(f"# fine\n{(' a .' * 5_000 + ' a = 1' + chr(10)) * 100}"),
        2,
        1,
        "at most 20 parts",
    ),
    "an integer of 9,000,000 digits": (pack(f"# fine\nx = 0x{'f' * 9_000_000}\n"), 2, 1, "at most 200 characters"),
    "arrays 4,000,000 deep": (pack(f"# fine\nx = {'[' * 4_000_000}{']' * 4_000_000}\n"), 2, 1, "nested too deeply"),
    "tables 1,000,000 deep": (pack(f"# fine\nx = {'{a=' * 1_000_000}\n"), 2, 1, "nested too deeply"),
    "1,000,000 long strings that never end": (
        pack('# fine\nx = """\n' + '\\"""\n' * 1_000_000),
        2,
        1,
        "not valid TOML",
    ),
    "500,000 empty tables": (pack(f"# fine\nx = [{'{},' * 500_000}]\n"), 2, 1, "unknown section 'x'"),
    "a text of 9,000,000 letters": (pack(f'{SOURCE}note = "{"x" * 9_000_000}"\n'), 5, 1, "at most 600 characters"),
    "a key of 9,000,000 letters": (pack(f'{SOURCE}"{"k" * 9_000_000}" = 1\n'), 5, 1, "unknown key 'kkk"),
    "10,000 segments within each other": (
        pack(chain(10_000)),
        41,
        10_000 - 6,
        "at most 6 segments lie within each other",
    ),
    "10,000 overlaps of what lies deep": (pack(tangle(1_000) + "[[segments]]\n"), 6834, 4, "the key 'slug' is missing"),
    "100,000 columns": (
        pack(SOURCE + TABLE.format(NET_SALES), annual="x," * MANY + "y\n"),
        1,
        1,
        "at most 1,000 columns",
    ),
    "a cell of 50 MB": (
        pack(SOURCE + TABLE.format(NET_SALES), annual=f"period,Net sales\nFY2025,1\nFY2024,{'9' * 50_000_000}\n"),
        3,
        1,
        "field larger than field limit",
    ),
    "a quote that 20 MB do not close": (
        pack(SOURCE + TABLE.format(NET_SALES), annual='period,Net sales\nFY2025,"1\n' + "FY2024,1\n" * 2_000_000),
        2,
        1,
        "field larger than field limit",
    ),
    "100,000 rows that are none": (
        pack(SOURCE + TABLE.format(NET_SALES), annual="period,Net sales\n" + "FY2025,x\n" * MANY),
        2,
        MANY,
        "is not an amount",
    ),
    "a table named 1,000 times": (
        pack(SOURCE + TABLE.format(NET_SALES) * 1_000, annual="period,Net sales\n" + "\n" * 100_000),
        66,
        1_000 - 10,
        "is named by 10 tables already",
    ),
    "a column that means 10,000 things": (
        pack(
            SOURCE + TABLE.format(f'{{ "Net sales" = [{"{ metric = 1 }, " * 10_000}] }}'),
            annual="period,Net sales\n" + "FY2025,1\n" * MANY,
        ),
        10,
        None,
        "at most 10 items",
    ),
}
"""What is written, the first line that is named, how many mistakes there are (None: any number), and what is said."""


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_what_is_made_to_take_for_ever_is_refused_in_seconds_and_megabytes(
    size: tuple[Callable[[Path], Path], int, int | None, str], measuring: Measuring, tmp_path: Path, names_url: str
) -> None:
    write, line, count, says = size
    database = Path(names_url.removeprefix("sqlite:///")).parent
    before = held(database)

    refused = measuring.run("load", write(tmp_path))

    print(f"{refused.seconds:.1f} s, {refused.megabytes:.0f} MB")  # noqa: T201  for whoever looks at what it takes
    assert_refused(refused, line, says)
    assert count is None or f"{count:,} mistake" in refused.stderr.splitlines()[-1]
    assert held(database) == before


def assert_refused(refused: Measured, line: int, says: str) -> None:
    """Hold what a refusal says, and what it took, to the bounds."""
    told = refused.stderr.splitlines()
    assert (refused.code, refused.stdout) == (1, ""), refused.stderr[:2000]
    assert says in told[0]
    assert places_in(told[0])[0][1] == line
    assert len(told) <= MOST_OF_A_FILE + 2
    assert len(refused.stderr) < 200_000
    assert is_plain(refused.stderr)
    assert refused.seconds < MOST_SECONDS
    assert refused.megabytes < MOST_MEGABYTES


def test_mistakes_in_many_files_are_counted_and_the_first_told(measuring: Measuring, tmp_path: Path) -> None:
    for number in range(3_000):
        (tmp_path / f"{number:04}.toml").write_text("x = 1\n")

    refused = measuring.run("check", tmp_path)

    told = refused.stderr.splitlines()
    assert refused.code == 1
    assert places_in(told[0]) == [("0000.toml", 1)]
    assert told[MOST_IN_ALL:] == ["and 2,000 more in other files", "3,000 mistakes; nothing was changed"]
    assert refused.seconds < MOST_SECONDS
