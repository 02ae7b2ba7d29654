"""Every mistake in a pack: where it is, what is wrong, what is allowed there, and the nearest of that."""

from pathlib import Path
from typing import NamedTuple

import pytest

from app.domain.catalogue import Catalogue
from app.packs.mistakes import PackError
from app.packs.reader import read_packs
from tests.conftest import WritePack
from tests.packs.writing import (
    COMPANIES,
    FACT_KEYS,
    OF_ONE_FACT,
    SOURCE_KEYS,
    VOCABULARY,
    claim,
    fact,
    mistakes_in,
    source,
    statement,
)

HERE = "# <-"
"""Stands on the line that a mistake must name."""


class Wrong(NamedTuple):
    """A pack with one mistake: where it is, what is said of it, what is allowed, and the nearest of that."""

    text: str
    where: str
    says: str
    allowed: tuple[str, ...] = ()
    near: str | None = None


def line_of(mark: str, text: str) -> int:
    return text[: text.index(mark)].count("\n") + 1


def mark(text: str, line: str) -> str:
    """Mark the only line that starts with some text."""
    (found,) = (each for each in text.splitlines() if each.startswith(line))
    return text.replace(found, f"{found}  {HERE}")


ARABIC_ONE = "\N{ARABIC-INDIC DIGIT ZERO}" * 9 + "\N{ARABIC-INDIC DIGIT ONE}"
KINDS = ("assistant", "models", "infrastructure", "chips", "investment", "partnership", "application")
SECTIONS = (
    *("source", "sources", "companies", "metrics", "segments", "initiatives", "facts", "statements", "claims"),
    "tables",
)
OWN_DATES = '{ label = "FY2025", kind = "annual", start = 2025-02-02, end = 2026-02-01 }'

NEW_COMPANY = '[[companies]]\nslug = "umbrella"\nname = "Umbrella"\n'
NEW_METRIC = (
    '[[metrics]]\nslug = "margin"\nname = "Margin"\nunit = "fraction"\nkind = "ratio"\ndirection = "higher"\n'
    'category = "scale"\ndefinition = "Profit by sales."\n'
)
NEW_SEGMENT = '[[segments]]\nslug = "acme-clubs"\ncompany = "acme"\nname = "Clubs"\nline = "clubs"\n'
NEW_INITIATIVE = (
    '[[initiatives]]\nslug = "acme-chips"\ncompany = "acme"\nname = "Chips"\nkind = "chips"\napproach = "build"\n'
    'summary = "Its own chips."\n'
)

REFERENCES = {
    "unknown company": Wrong(
        source() + mark(fact(company="acmee"), "company"),
        "facts[0].company",
        "unknown company 'acmee'",
        COMPANIES,
        "acme",
    ),
    "unknown metric": Wrong(
        source() + fact() + mark(fact(metric="revenues"), "metric"),
        "facts[1].metric",
        "unknown metric 'revenues'",
        ("revenue", "stores", "share"),
        "revenue",
    ),
    "unknown segment": Wrong(
        source() + mark(fact(segment="acme-clouds"), "segment"),
        "facts[0].segment",
        "unknown segment 'acme-clouds'",
        ("acme-cloud", "acme-media", "globex-cloud"),
        "acme-cloud",
    ),
    "another company's segment": Wrong(
        source() + mark(fact(segment="globex-cloud"), "segment"),
        "facts[0].segment",
        "the segment 'globex-cloud' belongs to globex, not to acme",
        ("acme-cloud", "acme-media"),
        "acme-cloud",
    ),
    "unknown initiative": Wrong(
        source() + mark(fact(initiative="nothing-like-it"), "initiative"),
        "facts[0].initiative",
        "unknown initiative 'nothing-like-it'",
        ("acme-bot", "globex-bot"),
    ),
    "another company's initiative": Wrong(
        source() + mark(fact(initiative="globex-bot"), "initiative"),
        "facts[0].initiative",
        "the initiative 'globex-bot' belongs to globex, not to acme",
        ("acme-bot",),
    ),
    "unknown source in evidence": Wrong(
        f"{NEW_SEGMENT}evidence = {{ gazete = [1] }}  {HERE}\n{source()}",
        "segments[0].evidence",
        "unknown source 'gazete'",
        ("gazette",),
        "gazette",
    ),
    "dangling within": Wrong(
        f'{NEW_SEGMENT}within = "acme-club"  {HERE}\n',
        "segments[0].within",
        "unknown segment 'acme-club'",
        ("acme-cloud", "acme-media", "globex-cloud", "acme-clubs"),
        "acme-clubs",
    ),
    "within another company's segment": Wrong(
        f'{NEW_SEGMENT}within = "globex-cloud"  {HERE}\n',
        "segments[0].within",
        "the segment 'globex-cloud' belongs to globex, not to acme",
        ("acme-cloud", "acme-media", "acme-clubs"),
        "acme-cloud",
    ),
    "dangling overlap": Wrong(
        f'{NEW_SEGMENT}overlaps = ["acme-media", "zzz"]  {HERE}\n',
        "segments[0].overlaps",
        "unknown segment 'zzz'",
        ("acme-cloud", "acme-media", "globex-cloud", "acme-clubs"),
    ),
    "overlap with itself": Wrong(
        f'{NEW_SEGMENT}overlaps = ["acme-clubs"]  {HERE}\n',
        "segments[0].overlaps",
        "a segment does not overlap itself",
    ),
    "within itself": Wrong(
        f'{NEW_SEGMENT}within = "acme-clubs"  {HERE}\n', "segments[0].within", "'acme-clubs' would contain itself"
    ),
    "share of an unknown metric": Wrong(
        f'{NEW_METRIC}of = "revenu"  {HERE}\n',
        "metrics[0].of",
        "unknown metric 'revenu'",
        ("revenue", "stores", "share", "margin"),
        "revenue",
    ),
    "share that is no ratio": Wrong(
        f'{NEW_METRIC.replace("ratio", "flow")}of = "revenue"  {HERE}\n', "metrics[0].of", "only a ratio is a share"
    ),
    "unknown partner": Wrong(
        f'{NEW_INITIATIVE}partners = ["initec"]  {HERE}\n',
        "initiatives[0].partners",
        "unknown company 'initec'",
        COMPANIES,
        "initech",
    ),
    "unknown company of a statement": Wrong(
        source() + mark(statement(companies='["acme", "globe"]'), "companies"),
        "statements[0].companies",
        "unknown company 'globe'",
        COMPANIES,
        "globex",
    ),
    "unknown metric of a claim": Wrong(
        source() + mark(claim(metric="store"), "metric"),
        "claims[0].metric",
        "unknown metric 'store'",
        ("revenue", "stores", "share"),
        "stores",
    ),
    "another company's segment in a claim": Wrong(
        source() + mark(claim(segment="globex-cloud"), "segment"),
        "claims[0].segment",
        "not to acme",
        ("acme-cloud", "acme-media"),
        "acme-cloud",
    ),
}

FIGURES = {
    "unreadable figure": Wrong(
        source() + mark(fact("a whole lot"), "printed"), "facts[0].printed", "or give low or high, with a note"
    ),
    "figure in another unit": Wrong(
        source() + mark(fact("about 27%"), "printed"),
        "facts[0].printed",
        "a figure in fraction cannot state a metric in USD",
    ),
    "figure of nine words": Wrong(
        source() + mark(fact("it was one two three four five six seven", low=1, note="n"), "printed"),
        "facts[0].printed",
        "a figure has at most 8 words",
    ),
    "unreadable figure of a claim": Wrong(
        source() + mark(claim(printed="oodles"), "printed"), "claims[0].printed", "oodles"
    ),
    "streak in dollars": Wrong(
        source() + mark(claim(operation="streak", printed="$5 billion"), "printed"),
        "claims[0].printed",
        "a figure in USD cannot state a metric in quarters",
    ),
    "low above high": Wrong(
        source() + mark(fact("some", low=3, high=2, note="n"), "low"), "facts[0].low", "low <= value <= high"
    ),
    "range without a note": Wrong(
        source() + f"[[facts]]  {HERE}\n" + fact("some", high=2).removeprefix("[[facts]]\n"),
        "facts[0].note",
        "needs a note that says why",
    ),
    "low that is not a number": Wrong(
        f"{source()}{fact('some', note='n')}low = nan  {HERE}\n",
        "facts[0].low",
        "finite number",
    ),
    "infinite high": Wrong(f"{source()}{fact('some', note='n')}high = inf  {HERE}\n", "facts[0].high", "finite number"),
    "exponent that no decimal holds": Wrong(
        f"{source()}{fact('some', note='n')}high = 1e9999999999999999999999  {HERE}\n",
        "facts[0].high",
        "finite number",
    ),
    "exponent that no double holds": Wrong(
        f"{source()}{fact('some', note='n')}high = 1e400  {HERE}\n",
        "facts[0].high",
        "greater exponent, than the store can keep",
    ),
    "more digits than a double holds": Wrong(
        f"{source()}{fact('some', note='n')}low = 0.12345678901234567890  {HERE}\n",
        "facts[0].low",
        "more digits",
    ),
    "boolean for a number": Wrong(
        f"{source()}{fact('some', note='n')}low = true  {HERE}\n", "facts[0].low", "not True"
    ),
    "text for a number": Wrong(f'{source()}{fact("some", note="n")}low = "3"  {HERE}\n', "facts[0].low", "not '3'"),
    "integer of 200 characters": Wrong(
        f"{source()}{fact(paragraph=None)}paragraph = 0x{'f' * 198}  {HERE}\n",
        "facts[0].paragraph",
        "less than or equal to 100000",
    ),
}

PERIODS = {
    "period off the grammar": Wrong(
        source() + mark(fact(period="2025"), "period"), "facts[0].period", "'2025' is not a period; periods look like"
    ),
    "fifth quarter": Wrong(source() + mark(fact(period="FY2025-Q5"), "period"), "facts[0].period", "is not a period"),
    "day that is not in the calendar": Wrong(
        source() + mark(fact(period="2025-02-30"), "period"), "facts[0].period", "not a day of the calendar"
    ),
    "period that ends before it starts": Wrong(
        source() + mark(fact(period="FY2025/FY2024"), "period"), "facts[0].period", "ends before it starts"
    ),
    "company without a calendar": Wrong(
        source() + mark(fact(company="initech"), "period"), "facts[0].period", "the company has no fiscal_year_end"
    ),
    "period of another type": Wrong(
        source() + mark(fact(period=2025), "period"), "facts[0].period", 'put it in quotes: period = "2025"'
    ),
    "own dates the wrong way round": Wrong(
        source() + mark(fact(period=OWN_DATES.replace("2026", "2024")), "period"),
        "facts[0].period",
        "the period 'FY2025' ends before it starts",
    ),
    "own dates without a label": Wrong(
        source() + mark(fact(period=OWN_DATES.replace('label = "FY2025", ', "")), "period"),
        "facts[0].period",
        "the key 'label' is missing",
    ),
    "own dates with a time": Wrong(
        source() + mark(fact(period=OWN_DATES.replace("2026-02-01", "2026-02-01T00:00:00Z")), "period"),
        "facts[0].period.end",
        "without quotes",
    ),
    "own dates in a table below": Wrong(
        f"{source()}{fact()}\n{fact(period=None)}"
        f'[facts.period]\nlabel = "FY2025"\nkind = "anual"  {HERE}\nstart = 2025-02-02\nend = 2026-02-01\n'
        f"{fact(period='FY2024')}",
        "facts[1].period.kind",
        "unknown value 'anual'",
        ("annual", "quarter", "year-to-date", "multi-year"),
        "annual",
    ),
    "period of a claim off the grammar": Wrong(
        source() + mark(claim(period="last year"), "period"), "claims[0].period", "'last year' is not a period"
    ),
}

NAMES = {
    "fiscal year that ends within a month": Wrong(
        f'{NEW_COMPANY}fiscal_year_end = "01-30"  {HERE}\nfrom = "made up"\n',
        "companies[0].fiscal_year_end",
        "'01-30' is not the last day of a month",
    ),
    "thirteenth month": Wrong(
        f'{NEW_COMPANY}fiscal_year_end = "13-31"  {HERE}\nfrom = "made up"\n',
        "companies[0].fiscal_year_end",
        "not the last day of a month",
    ),
    "identifiers without their origin": Wrong(
        f'[[companies]]  {HERE}\nslug = "umbrella"\nname = "Umbrella"\ncik = "0000000001"\n',
        "companies[0].from",
        "say where cik came from",
    ),
    "CIK in other digits than ours": Wrong(
        f'{NEW_COMPANY}cik = "{ARABIC_ONE}"  {HERE}\nfrom = "made up"\n', "companies[0].cik", "it is written as"
    ),
    "ticker of another company": Wrong(
        f'{NEW_COMPANY}ticker = "ACM"\naliases = ["umb"]  {HERE}\n', "companies[0].aliases", "acme answers to 'acm'"
    ),
    "alias of another company in another case": Wrong(
        f'{NEW_COMPANY}aliases = ["NYSE:Acm"]  {HERE}\n', "companies[0].aliases", "acme answers to 'nyse:acm' as well"
    ),
    "alias that two new companies claim": Wrong(
        f'{NEW_COMPANY}aliases = ["U"]\n[[companies]]\nslug = "uu"\nname = "U"\naliases = ["u"]  {HERE}\n',
        "companies[1].aliases",
        "umbrella answers to 'u' as well",
    ),
    "slug with capitals": Wrong(mark(NEW_COMPANY.replace('"u', '"U'), "slug"), "companies[0].slug", "it is written as"),
}

SHAPES = {
    "unknown key": Wrong(
        source() + mark(fact(papragraph=3), "papragraph"),
        "facts[0].papragraph",
        "unknown key 'papragraph'",
        FACT_KEYS,
        "paragraph",
    ),
    "unknown key far from all": Wrong(
        source() + mark(fact(zzz=1), "zzz"),
        "facts[0].zzz",
        "unknown key 'zzz'",
        FACT_KEYS,
    ),
    "unknown key of a source": Wrong(
        mark(source(sha265="f"), "sha265"), "source.sha265", "unknown key 'sha265'", SOURCE_KEYS, "sha256"
    ),
    "empty key": Wrong(f'{source()}"" = 1  {HERE}\n', "source.", "unknown key ''", SOURCE_KEYS),
    "derived value typed by hand": Wrong(
        mark(NEW_COMPANY + 'identifiers_from = "SEC"\n', "identifiers_from"),
        "companies[0].identifiers_from",
        "unknown key 'identifiers_from'",
        (
            *("slug", "name", "ticker", "exchange", "country", "cik", "fiscal_year_end", "aliases"),
            *("from", "evidence"),
        ),
    ),
    "unknown section": Wrong(
        f"{source()}{fact()}[[fact]]  {HERE}\n", "fact", "unknown section 'fact'", SECTIONS, "facts"
    ),
    "unknown key outside every table": Wrong(f"note = 1  {HERE}\n", "note", "unknown section 'note'", SECTIONS),
    "table where an array is expected": Wrong(
        f'[metrics]  {HERE}\nslug = "x"\n', "metrics", "write [[metrics]], a table for each entry"
    ),
    "array where a table is expected": Wrong(f'[[source]]  {HERE}\nslug = "x"\n', "source", "a table is expected here"),
    "numbers where tables are expected": Wrong(f"companies = [3]  {HERE}\n", "companies[0]", "a table is expected"),
    "wrong type": Wrong(source() + mark(fact(paragraph="four"), "paragraph"), "facts[0].paragraph", "not 'four'"),
    "paragraph zero": Wrong(source() + mark(fact(paragraph=0), "paragraph"), "facts[0].paragraph", "greater than"),
    "wrong type in a list": Wrong(
        source() + mark(statement(paragraphs="[1, true]"), "paragraphs"),
        "statements[0].paragraphs[1]",
        "valid integer, not True",
    ),
    "missing key": Wrong(
        f"{source()}{fact()}[[facts]]  {HERE}\n{fact(printed='$1', metric=None).removeprefix('[[facts]]')}",
        "facts[1]",
        "the key 'metric' is missing",
    ),
    "mistyped choice": Wrong(
        mark(NEW_INITIATIVE.replace('"chips"', '"chip"'), "kind"),
        "initiatives[0].kind",
        "unknown value 'chip'",
        KINDS,
        "chips",
    ),
    "choice of another type": Wrong(
        mark(NEW_INITIATIVE.replace('"build"', "true"), "approach"),
        "initiatives[0].approach",
        "unknown value True",
        ("build", "invest", "partner", "apply"),
    ),
    "choice nested twenty deep": Wrong(
        mark(NEW_INITIATIVE.replace("approach", f"approach{'.a' * 19}"), "approach"),
        "initiatives[0].approach",
        "unknown value {'a': {'a'",
        ("build", "invest", "partner", "apply"),
    ),
    "long value cut short": Wrong(
        source() + mark(fact(company="X" * 200), "company"), "facts[0].company", f"not '{'X' * 59}…"
    ),
    "text over two lines": Wrong(f'{source()}note = """{HERE}\nand on"""\n{fact()}', "source.note", "it is written as"),
    "control character": Wrong(f'{source()}note = "a\\u0000b"  {HERE}\n', "source.note", "it is written as"),
    "facts without a source": Wrong(
        f"{fact()}".replace("[[facts]]", f"[[facts]]  {HERE}"), "facts", "facts need a [source] in the same file"
    ),
    "address that is no address": Wrong(mark(source(url="javascript:1"), "url"), "source.url", "it is written as"),
    "address that nobody can parse": Wrong(
        mark(source(url="http://user:pw@[::1/"), "url"),
        "source.url",
        "no address of a host, not 'http://user:pw@[::1/'",
    ),
    "address without a host": Wrong(mark(source(url="https:///news"), "url"), "source.url", "no address of a host"),
    "address with a port that is none": Wrong(
        mark(source(url="https://a.example:99999/"), "url"), "source.url", "no address of a host"
    ),
    "address with a password": Wrong(
        mark(source(url="https://user:pw@a.example/"), "url"), "source.url", "has no user name and no password"
    ),
}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(wrong, id=name)
        for table in (REFERENCES, FIGURES, PERIODS, NAMES, SHAPES)
        for name, wrong in table.items()
    ],
)
def test_a_mistake_is_reported_once_with_its_line_and_what_is_allowed(
    wrong: Wrong, write_pack: WritePack, small_world: Catalogue
) -> None:
    pack = write_pack(wrong.text)

    mistakes = mistakes_in(pack, known=small_world)

    assert [(each.file, each.line, each.where) for each in mistakes] == [(pack, line_of(HERE, wrong.text), wrong.where)]
    (mistake,) = mistakes
    assert wrong.says in mistake.problem
    assert (mistake.allowed, mistake.did_you_mean) == (wrong.allowed, wrong.near)


def test_a_circle_of_segments_is_reported_at_each_of_its_segments(
    write_pack: WritePack, small_world: Catalogue
) -> None:
    one, two = (NEW_SEGMENT.replace("acme-clubs", slug) for slug in ("one", "two"))
    outside = NEW_SEGMENT + 'within = "one"\n'
    pack = write_pack(f'{one}within = "two"\n{two}within = "one"\n{outside}')

    assert [(each.line, each.where) for each in mistakes_in(pack, known=small_world)] == [
        (6, "segments[0].within"),
        (12, "segments[1].within"),
    ]


def test_a_circle_through_the_dataset_is_reported(write_pack: WritePack, small_world: Catalogue) -> None:
    dataset = read_packs([write_pack(NEW_SEGMENT + 'within = "acme-cloud"\n')], small_world)
    world = Catalogue(
        companies=small_world.companies, metrics=small_world.metrics, segments=small_world.segments + dataset.segments
    )
    pack = write_pack(NEW_SEGMENT.replace("acme-clubs", "acme-cloud") + 'within = "acme-clubs"\n')

    assert [each.problem for each in mistakes_in(pack, known=world)] == ["'acme-cloud' would contain itself"]


def test_a_fact_said_twice_names_the_line_of_the_first(write_pack: WritePack, small_world: Catalogue) -> None:
    pack = write_pack(source() + fact("$5 billion") + fact(paragraph=2) + fact("$6 billion"))

    (mistake,) = mistakes_in(pack, known=small_world)

    assert (mistake.line, mistake.where) == (17, "facts[2]")
    assert mistake.problem == f"is a second one of what stands at {pack}:5: {OF_ONE_FACT}"


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        (NEW_COMPANY, "companies[0]"),
        (NEW_METRIC, "metrics[0]"),
        (NEW_SEGMENT, "segments[0]"),
        (NEW_INITIATIVE, "initiatives[0]"),
        (source(), "source"),
    ],
    ids=["company", "metric", "segment", "initiative", "source"],
)
def test_a_slug_in_two_files_names_the_first_file(
    entry: str, where: str, write_pack: WritePack, small_world: Catalogue
) -> None:
    first, second = write_pack(entry, "a.toml"), write_pack(f"\n{entry}", "b.toml")

    (mistake,) = mistakes_in(first, second, known=small_world)

    assert (mistake.file, mistake.line, mistake.where) == (second, 2, where)
    assert mistake.problem == f"is a second one of what stands at {first}:1"


@pytest.mark.parametrize("name", ["a.toml", "z.toml"])
def test_what_the_vocabulary_has_is_left_out_of_a_sources_pack_and_its_users_are_not_blamed(
    name: str, write_pack: WritePack, small_world: Catalogue
) -> None:
    vocabulary = write_pack(NEW_COMPANY + 'fiscal_year_end = "12-31"\nfrom = "made up"\n', "m.toml")
    pack = write_pack(
        f"{NEW_COMPANY}{source()}" + fact(company="umbrella") + fact(company="umbrella", paragraph=2), name
    )

    (mistake,) = mistakes_in(vocabulary, pack, known=small_world)

    assert (mistake.file, mistake.line) == (pack, 1)
    assert mistake.problem == f"umbrella is in the vocabulary already, at {vocabulary}:1; leave it out"


@pytest.mark.parametrize(
    ("given", "near"), [("Walmart", "walmart"), ("Sam's Club", "sams-club"), ("Caf\xe9_2", "cafe-2"), ("a--b", "a-b")]
)
def test_a_slug_that_is_none_is_spelled_as_one(given: str, near: str, write_pack: WritePack) -> None:
    (mistake,) = mistakes_in(write_pack(source(given)))

    assert mistake.problem.endswith(f"with single hyphens between, not {given!r}; did you mean {near!r}?")


def test_what_has_nothing_of_a_slug_is_near_to_none(write_pack: WritePack) -> None:
    (mistake,) = mistakes_in(write_pack(source("\u6f22\u5b57")))

    assert "did you mean" not in str(mistake)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("printed = $5 billion", 'printed = "\u2026"'),
        ("printed = 27%", 'printed = "\u2026"'),
        ("printed = 1,200", 'printed = "\u2026"'),
        ("kind = news", 'kind = "\u2026"'),
        ('kind = news"', 'kind = "\u2026"'),
        ('kind = "news', 'kind = "\u2026"'),
        ("kind = \u201cnews\u201d", 'kind = "\u2026"'),
        ("title = 'Sam's Club'", 'title = "\u2026"'),
        ("companies = [\u201cacme\u201d]", 'companies = ["\u2026"]'),
        *((line, None) for line in ("paragraph = two", "low = 1,200", "published = March 3", "kind =", "= 1")),
        *((line, None) for line in ("# fine\n[source", 'title = "fine"\ntitle = "twice"')),
    ],
)
def test_a_text_without_quotes_is_shown_with_them(line: str, told: str | None, write_pack: WritePack) -> None:
    (mistake,) = mistakes_in(write_pack(f"[source]\n{line}\n"))

    assert mistake.problem.startswith("not valid TOML: ")
    assert mistake.problem.partition("; text stands between straight quotes: ")[2] == (told or "")


def test_numbers_are_shown_without_quotes(write_pack: WritePack, small_world: Catalogue) -> None:
    pack = write_pack(source() + fact(printed="5", note="n") + 'low = "4"\nhigh = "6"\n')

    problems = [mistake.problem for mistake in mistakes_in(pack, known=small_world)]

    assert problems == [f"a number is written without quotes, not '{each}'" for each in (4, 6)]


def test_a_claim_of_a_source_in_the_dataset_keeps_its_slug(write_pack: WritePack, small_world: Catalogue) -> None:
    held = read_packs([write_pack(source("herald") + claim())], small_world)
    world = Catalogue(companies=small_world.companies, metrics=small_world.metrics, claims=held.claims)

    (mistake,) = mistakes_in(write_pack(source("gazette") + claim()), known=world)

    assert mistake.problem == "is a second one of what stands at source 'herald' of the dataset"
    assert read_packs([write_pack(source("herald") + claim())], world).claims == held.claims


def test_all_mistakes_of_all_files_come_at_once_and_sorted(write_pack: WritePack, small_world: Catalogue) -> None:
    last = write_pack(source("b") + fact(company="x", metric="y") + fact(period="z"), "b.toml")
    first = write_pack(source("a") + fact("what") + "[[sections]]\n", "a.toml")
    broken = write_pack("= 1", "c.toml")

    mistakes = mistakes_in(last, broken, first, known=small_world)

    assert [(each.file.name, each.line, each.where) for each in mistakes] == [
        ("a.toml", 9, "facts[0].printed"),
        ("a.toml", 11, "sections"),
        ("b.toml", 6, "facts[0].company"),
        ("b.toml", 7, "facts[0].metric"),
        ("b.toml", 14, "facts[1].period"),
        ("c.toml", 1, ""),
    ]


def test_a_broken_name_is_blamed_itself_and_its_users_are_not(write_pack: WritePack, small_world: Catalogue) -> None:
    broken = (
        NEW_METRIC.replace("fraction", "parts") + NEW_SEGMENT.replace("clubs", "club") + NEW_COMPANY + "employees = 3\n"
    )
    uses = fact("27%", metric="margin") + fact(segment="acme-club") + fact(company="umbrella", period="unspecified")
    pack = write_pack(broken.replace('line = "club"', 'line = "clubz"') + source() + uses)

    assert [each.where for each in mistakes_in(pack, known=small_world)] == [
        "metrics[0].unit",
        "segments[0].line",
        "companies[0].employees",
    ]


def test_a_broken_source_is_blamed_once(write_pack: WritePack, small_world: Catalogue) -> None:
    pack = write_pack(source(kind="rumour") + fact() + statement() + claim())

    assert [each.where for each in mistakes_in(pack, known=small_world)] == ["source.kind"]


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b'[source]\nslug = "a"\nkind = \n', 3, "not valid TOML: Invalid value"),
        (b'[source]\nslug = "a"\nslug = "b"\n', 3, "not valid TOML: Cannot overwrite a value"),
        (b"[source]\n[source]\n", 2, "not valid TOML: Cannot declare"),
        (b'[source]\r\nslug = "a"\r\nkind = \r\n', 3, "not valid TOML: Invalid value"),
        (b'[source]\n# fine\ntitle = "caf\xe9"\n', 3, "save the file as UTF-8"),
        (b'\xef\xbb\xbf[source]\n# fine\ntitle = "caf\xe9"\n', 3, "save the file as UTF-8"),
        ("[source]".encode("utf-16"), 1, "not UTF-8"),
        (b"# fine\nx = " + b"[" * 10_000 + b"]" * 10_000, 2, "nested"),
        (b"# fine\nx = " + b"9" * 5000, 2, "at most 200 characters"),
        (b"# fine\nx" + b".x" * 20 + b" = 1", 2, "at most 20 parts"),
        (b'[source]\nslug = "a"\nkind = """b\n\n', 3, "not valid TOML: Unterminated string"),
        (b"# fine\nx = [\n\n", 2, "not valid TOML: Invalid value"),
        (b'[source]\ntitle = "a\x00b"\n', 2, "not valid TOML"),
    ],
    ids=[
        *("broken", "key twice", "table twice", "broken with CRLF", "Latin-1", "Latin-1 after a BOM", "UTF-16"),
        *("nested 10,000 deep", "5,000 digits", "21 parts"),
        *("long string without an end", "array without an end", "NUL"),
    ],
)
def test_a_file_that_is_no_toml_is_one_mistake_with_its_line(
    content: bytes, line: int, says: str, write_pack: WritePack
) -> None:
    (mistake,) = mistakes_in(write_pack(content))

    assert (mistake.line, mistake.where) == (line, "")
    assert says in mistake.problem


def test_a_very_large_file_is_refused_without_being_read(tmp_path: Path) -> None:
    pack = tmp_path / "large.toml"
    with pack.open("wb") as file:
        file.truncate(100_000_000)

    (mistake,) = mistakes_in(pack)

    assert mistake.problem == "the file is larger than 10 MB; split it"


def test_a_path_that_is_not_there_and_an_empty_folder_are_mistakes(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("not a pack")

    assert [each.problem for each in mistakes_in(tmp_path / "nowhere.toml")] == ["no such file or folder"]
    assert [each.problem for each in mistakes_in(tmp_path / "folder")] == ["the folder holds no .toml file"]


def test_a_folder_called_like_a_pack_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()

    (mistake,) = mistakes_in(tmp_path)

    assert mistake.problem == "cannot be read: Is a directory"


def test_a_mistake_reads_as_compilers_write_it(write_pack: WritePack, small_world: Catalogue) -> None:
    pack = write_pack(source() + fact(company="acmee"))

    with pytest.raises(PackError) as raised:
        read_packs([pack], small_world)

    assert str(raised.value) == (
        f"{pack}:6: facts[0].company: unknown company 'acmee'; allowed: acme, globex, initech; did you mean 'acme'?"
    )


def test_a_long_list_of_allowed_names_gives_way_to_the_nearest(write_pack: WritePack) -> None:
    many = "".join(NEW_COMPANY.replace("umbrella", f"company-{number}") for number in range(31))

    (mistake,) = mistakes_in(write_pack(many + source() + fact(company="companny-7").replace("FY2025", "x")))[:1]

    assert (mistake.allowed, mistake.did_you_mean) == ((), "company-7")


def test_the_vocabulary_of_these_tests_is_itself_without_mistakes(small_world: Catalogue) -> None:
    assert VOCABULARY.count("[[") == sum(small_world.counts.values())
