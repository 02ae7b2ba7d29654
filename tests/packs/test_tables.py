"""Tables read from CSV files beside a pack: what each cell comes to."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue, Evidence, Fact
from app.packs.reader import read_packs
from tests.conftest import WritePack
from tests.packs.writing import fact, facts_table, source, table

FactsIn = Callable[[str | bytes, str], tuple[Fact, ...]]

SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}


def plain_table(**keys: object) -> str:
    """Write one of `[[tables]]` whose columns are all keys of a fact."""
    return table("[[tables]]", {"file": "annual.csv", "section": "facts", **keys})


@pytest.fixture
def facts_in(write_pack: WritePack, small_world: Catalogue) -> FactsIn:
    """Return a function that reads a CSV file through the pack that names it."""

    def read(csv: str | bytes, text: str) -> tuple[Fact, ...]:
        write_pack(csv, "annual.csv")
        return read_packs([write_pack(text)], small_world).facts

    return read


@pytest.mark.parametrize(
    ("cell", "scale", "printed", "ends"),
    [
        ("716924", "million", "$716,924 million", (716_924_000_000, 716_923_500_000, 716_924_500_000)),
        ('"716,924"', "million", "$716,924 million", (716_924_000_000, 716_923_500_000, 716_924_500_000)),
        ("(640)", "million", "-$640 million", (-640_000_000, -640_500_000, -639_500_000)),
        ("-640", "million", "-$640 million", (-640_000_000, -640_500_000, -639_500_000)),
        ('"(1,640)"', "million", "-$1,640 million", (-1_640_000_000, -1_640_500_000, -1_639_500_000)),
        ("8.25", "million", "$8.25 million", (8_250_000, 8_245_000, 8_255_000)),
        ("(0.5)", "billion", "-$0.5 billion", (-500_000_000, -550_000_000, -450_000_000)),
        ("12", "thousand", "$12 thousand", (12_000, 11_500, 12_500)),
        ("713.20", "billion", "$713.20 billion", (713_200_000_000, 713_195_000_000, 713_205_000_000)),
        ("0", "million", "$0 million", (0, -500_000, 500_000)),
        ("007", "million", "$7 million", (7_000_000, 6_500_000, 7_500_000)),
        ("  42  ", "million", "$42 million", (42_000_000, 41_500_000, 42_500_000)),
    ],
)
def test_an_amount_is_printed_with_its_currency_and_scale_and_is_good_to_half_of_its_last_digit(
    cell: str, scale: str, printed: str, ends: tuple[Decimal | int, ...], facts_in: FactsIn
) -> None:
    csv = f"period,Net sales\nFY2025,{cell}\n"

    (read,) = facts_in(csv, source() + facts_table(scale=scale))

    assert read.printed == printed
    assert (read.quantity.value, read.quantity.low, read.quantity.high) == ends
    assert (read.quantity.unit, read.quantity.hedges) == ("USD", ("rounded",))


SPELLINGS: dict[str, Callable[[Decimal], str]] = {
    "minus": str,
    "minus and commas": lambda amount: f"{amount:,}",
    "brackets": lambda amount: f"({-amount})" if amount < 0 else f"{amount}",
    "brackets and commas": lambda amount: f"({-amount:,})" if amount < 0 else f"{amount:,}",
}
amounts_in_cents = st.decimals(-(10**9), 10**9, places=2).map(lambda amount: amount or Decimal(0))
whole_amounts = st.integers(-(10**9), 10**9).map(Decimal)


@pytest.mark.parametrize("spelling", SPELLINGS)
@given(amounts=st.lists(amounts_in_cents | whole_amounts, max_size=20), scale=st.sampled_from(list(SCALES)))
def test_every_amount_is_read_as_what_it_is_however_it_is_spelled(
    spelling: str, amounts: list[Decimal], scale: str, small_world: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("amounts")
    rows = [f'FY{2000 + number},"{SPELLINGS[spelling](amount)}"' for number, amount in enumerate(amounts)]
    (folder / "annual.csv").write_text("\n".join(["period,Net sales", *rows]))
    (folder / "pack.toml").write_text(source() + facts_table(scale=scale))

    read = read_packs([folder], small_world).facts

    assert [each.quantity.value for each in read] == [amount * SCALES[scale] for amount in amounts]


EVERY_KEY = {
    "company": "acme",
    "metric": "revenue",
    "segment": "acme-cloud",
    "initiative": "acme-bot",
    "period": "FY2025",
    "period_inferred": "a guess",
    "printed": "about $5 billion",
    "paragraph": 3,
    "nature": "plan",
    "attribution": "company",
    "basis": "restated",
    "reported_as": "net sales",
    "note": "N.",
}


def test_a_row_says_what_the_same_keys_would_say_in_the_pack(
    facts_in: FactsIn, write_pack: WritePack, small_world: Catalogue
) -> None:
    csv = "\n".join([",".join(EVERY_KEY), ",".join(str(value) for value in EVERY_KEY.values())])

    from_table = facts_in(csv, source() + plain_table())

    assert from_table == read_packs([write_pack(source() + table("[[facts]]", EVERY_KEY))], small_world).facts
    assert len(from_table) == 1


def test_what_holds_for_every_row_says_what_the_same_keys_would_say_in_the_pack(
    facts_in: FactsIn, write_pack: WritePack, small_world: Catalogue
) -> None:
    every = ", ".join(f'{key} = "{value}"' for key, value in EVERY_KEY.items() if isinstance(value, str))
    text = source() + plain_table(every=f"{{ {every} }}")

    from_table = facts_in("paragraph\n3\n", text)

    assert from_table == read_packs([write_pack(source() + table("[[facts]]", EVERY_KEY))], small_world).facts


def test_a_cell_goes_before_what_holds_for_every_row_and_a_blank_one_does_not(facts_in: FactsIn) -> None:
    text = source() + facts_table(every='{ company = "acme", basis = "as-reported", paragraph = 7 }')
    csv = "period,basis,paragraph,company,Net sales\nFY2025,restated,,,1\nFY2024,,2,globex,1\n"

    read = facts_in(csv, text)

    assert [(each.basis, each.paragraph, each.company) for each in read] == [
        ("restated", 7, "acme"),
        ("as-reported", 2, "globex"),
    ]


def test_each_figure_in_a_row_is_a_fact_about_what_its_column_means(facts_in: FactsIn) -> None:
    columns = (
        '{ "Net sales" = { metric = "revenue", reported_as = "net sales" }, '
        'Cloud = { metric = "revenue", segment = "acme-cloud" }, '
        'Bot = { metric = "revenue", initiative = "acme-bot" } }'
    )
    csv = "Bot,period,Net sales,Cloud\n1,FY2025,300,20\n,FY2024,200,\n"

    read = facts_in(csv, source() + facts_table(columns=columns))

    about = [(each.period.label, each.segment, each.initiative, each.reported_as, each.printed) for each in read]
    assert about == [
        ("FY2025", None, None, "net sales", "$300 million"),
        ("FY2025", "acme-cloud", None, None, "$20 million"),
        ("FY2025", None, "acme-bot", None, "$1 million"),
        ("FY2024", None, None, "net sales", "$200 million"),
    ]


def test_one_cell_may_state_two_metrics(facts_in: FactsIn) -> None:
    keys = {"unit": "USD", "kind": "flow", "direction": "higher", "category": "scale", "definition": "Goods sold."}
    sales = table("[[metrics]]", {"slug": "net-sales", "name": "Net sales", **keys})
    meaning = '[{ metric = "revenue", reported_as = "net sales" }, { metric = "net-sales" }]'
    text = sales + source() + facts_table(columns=f'{{ "Net sales" = {meaning} }}')

    revenue, net_sales = facts_in("period,Net sales\nFY2025,(640)\n", text)

    assert (revenue.metric, revenue.reported_as) == ("revenue", "net sales")
    assert (net_sales.metric, net_sales.reported_as) == ("net-sales", None)
    assert revenue.quantity == net_sales.quantity
    assert revenue.id != net_sales.id


def test_without_a_scale_a_cell_is_a_figure_as_it_is_printed(facts_in: FactsIn) -> None:
    columns = '{ Sales = { metric = "revenue" }, Part = { metric = "share" }, Stores = { metric = "stores" } }'
    csv = 'period,Sales,Part,Stores\nFY2025,"just under $4 billion",about 27%,"4,600"\n'

    read = facts_in(csv, source() + facts_table(scale=None, columns=columns))

    assert [(each.metric, each.printed, each.quantity.value, each.quantity.hedges) for each in read] == [
        ("revenue", "just under $4 billion", None, ("just-under",)),
        ("share", "about 27%", Decimal("0.27"), ("approximately",)),
        ("stores", "4,600", Decimal(4600), ("exact",)),
    ]


def test_a_scale_holds_for_the_figures_under_the_key_printed_as_well(facts_in: FactsIn) -> None:
    csv = 'company,metric,period,printed\nacme,revenue,FY2025,"716,924"\n'

    (read,) = facts_in(csv, source() + plain_table(scale="million"))

    assert read.quantity.value == 716_924_000_000


def test_a_column_may_be_explained_that_has_the_name_of_a_key(facts_in: FactsIn) -> None:
    columns = '{ note = { metric = "revenue" } }'

    (read,) = facts_in("period,note\nFY2025,5\n", source() + facts_table(columns=columns))

    assert (read.printed, read.note) == ("$5 million", None)


@pytest.mark.parametrize(
    "csv",
    [
        b"period,Net sales\nFY2025,1\nFY2024,2\n",
        b"period,Net sales\nFY2025,1\nFY2024,2",
        b"period,Net sales\r\nFY2025,1\r\nFY2024,2\r\n",
        b"\xef\xbb\xbfperiod,Net sales\nFY2025,1\nFY2024,2\n",
        b" period , Net sales \n FY2025 , 1 \n FY2024 , 2 \n",
        b'"period","Net sales"\n"FY2025","1"\n"FY2024","2"\n',
        b"Net sales,period\n1,FY2025\n2,FY2024\n",
        b"period,Net sales\n\nFY2025,1\n,\n\n\nFY2024,2\n,\n",
        b"\nperiod,Net sales\nFY2025,1\nFY2024,2\n",
        b"period,Net sales,note\nFY2025,1,\nFY2024,2,\n",
        b"period,Net sales\nFY2025,1\n  ,  \nFY2024,2\n",
    ],
    ids=[
        *("plain", "no line break at the end", "CRLF", "BOM", "spaces", "quotes", "columns in another order"),
        *("blank rows", "blank row above", "blank cells", "row of spaces"),
    ],
)
def test_a_table_says_the_same_however_its_file_is_written(csv: bytes, facts_in: FactsIn) -> None:
    read = facts_in(csv, source() + facts_table())

    assert [(each.period.label, each.printed) for each in read] == [("FY2025", "$1 million"), ("FY2024", "$2 million")]


def test_a_row_of_spaces_is_blank_where_every_column_is_a_key(facts_in: FactsIn) -> None:
    csv = "company,metric,period,printed\nacme,revenue,FY2025,$5 billion\n , , , \n"

    (read,) = facts_in(csv, source() + plain_table())

    assert read.printed == "$5 billion"


def test_a_header_alone_states_nothing(facts_in: FactsIn) -> None:
    assert facts_in("period,Net sales\n", source() + facts_table()) == ()


def test_a_csv_file_that_no_pack_names_is_not_read(facts_in: FactsIn) -> None:
    assert facts_in("what,ever\n1,2,3\n", source() + fact())[0].printed == "$5 billion"


SOURCE_ROWS = """\
slug,title,kind,published,title_is_ours,form,url
report,A report,filing,2026-01-31,false,10-K,https://example.org/a?b=c
letter,"A letter, and more",,,true,,
"""
SOURCES = table("[[tables]]", {"file": "sources.csv", "section": "sources", "every": '{ kind = "release" }'})


def test_the_cells_of_a_source_are_dates_and_truths_and_what_is_blank_stays_unknown(write_pack: WritePack) -> None:
    write_pack(SOURCE_ROWS, "sources.csv")

    report, letter = read_packs([write_pack(SOURCES)]).sources

    assert (report.slug, report.kind, report.published, report.title_is_ours) == (
        "report",
        "filing",
        date(2026, 1, 31),
        False,
    )
    assert (report.form, report.url) == ("10-K", "https://example.org/a?b=c")
    assert (letter.title, letter.kind, letter.title_is_ours) == ("A letter, and more", "release", True)
    assert (letter.published, letter.form, letter.url, letter.publisher) == (None, None, None, None)


def test_the_ends_and_the_paragraph_of_a_fact_are_numbers(facts_in: FactsIn) -> None:
    csv = "company,metric,period,printed,low,high,note,paragraph\nacme,revenue,FY2025,oodles,-0.1,1e3,Why.,12\n"

    (read,) = facts_in(csv, source() + plain_table())

    assert (read.quantity.value, read.quantity.low, read.quantity.high) == (None, Decimal("-0.1"), Decimal(1000))
    assert read.paragraph == 12


@pytest.mark.parametrize(
    "declared",
    [
        source("report") + source("letter"),
        SOURCES,
        source("report").replace("[source]", "[[sources]]") + SOURCES.replace("sources.csv", "rest.csv"),
    ],
    ids=["in the pack", "in a table", "in both"],
)
def test_a_fact_names_one_of_the_sources_of_its_pack(declared: str, facts_in: FactsIn, write_pack: WritePack) -> None:
    write_pack(SOURCE_ROWS, "sources.csv")
    write_pack("slug,title\nletter,A letter\n", "rest.csv")
    text = declared.replace("[source]", "[[sources]]") + fact(source="report", period="FY2023") + facts_table()

    read = facts_in("period,source,Net sales\nFY2025,letter,1\nFY2024,report,2\n", text)

    assert [(each.period.label, each.source) for each in read] == [
        ("FY2023", "report"),
        ("FY2025", "letter"),
        ("FY2024", "report"),
    ]


def test_a_pack_may_have_several_sources_and_no_table(write_pack: WritePack, small_world: Catalogue) -> None:
    declared = (source("report") + source("letter")).replace("[source]", "[[sources]]")

    read = read_packs([write_pack(declared + fact(source="letter") + fact(source="report"))], small_world)

    assert [each.slug for each in read.sources] == ["report", "letter"]
    assert [each.source for each in read.facts] == ["letter", "report"]


def test_a_fact_without_a_source_has_the_one_of_the_pack_even_beside_others(
    facts_in: FactsIn, write_pack: WritePack
) -> None:
    write_pack(SOURCE_ROWS, "sources.csv")
    text = source("gazette") + SOURCES + facts_table()
    csv = "period,source,Net sales\nFY2025,,1\nFY2024,letter,2\nFY2023,gazette,3\n"

    read = facts_in(csv, text)

    assert [each.source for each in read] == ["gazette", "letter", "gazette"]


def test_the_facts_of_two_packs_keep_to_their_own_sources(write_pack: WritePack, small_world: Catalogue) -> None:
    write_pack("period,Net sales\nFY2025,1\n", "annual.csv")
    packs = [write_pack(source(slug) + facts_table(), f"{slug}.toml") for slug in ("gazette", "herald")]

    read = read_packs(packs, small_world)

    assert [(each.source, each.printed) for each in read.facts] == [
        ("gazette", "$1 million"),
        ("herald", "$1 million"),
    ]


def test_evidence_without_paragraphs_means_all_of_the_source(write_pack: WritePack) -> None:
    company = table("[[companies]]", {"slug": "u", "name": "U", "evidence": "{ gazette = [], letter = [2, 1] }"})
    write_pack(SOURCE_ROWS, "sources.csv")

    (read,) = read_packs([write_pack(company + source() + SOURCES)]).companies

    assert read.evidence == (Evidence("gazette", None), Evidence("letter", 2), Evidence("letter", 1))
