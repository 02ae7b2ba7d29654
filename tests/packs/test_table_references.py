"""References between tables, packs and what is known already."""

from dataclasses import replace

from app.domain.catalogue import Catalogue
from app.packs.reader import read_packs
from tests.conftest import WritePack
from tests.packs.writing import OF_ONE_FACT, fact, facts_table, mistakes_in, source, statement, table


def sources_table() -> str:
    """Write one of `[[tables]]` that holds news."""
    return table("[[tables]]", {"file": "sources.csv", "section": "sources", "every": '{ kind = "news" }'})


def test_what_two_cells_state_alike_names_the_line_of_the_first(write_pack: WritePack, small_world: Catalogue) -> None:
    first = write_pack("period,Net sales\nFY2024,1\nFY2025,2\n", "annual.csv")
    second = write_pack("period,Sales\nFY2023,1\nFY2022,1\nFY2025,3\n", "again.csv")
    again = facts_table(file="again.csv", columns='{ Sales = { metric = "revenue" } }')
    pack = write_pack(source() + facts_table() + again)

    (mistake,) = mistakes_in(pack, known=small_world)

    assert (mistake.file, mistake.line, mistake.where) == (second, 4, "Sales")
    assert mistake.problem == f"is a second one of what stands at {first}:3: {OF_ONE_FACT}"


def test_a_cell_may_not_repeat_what_the_pack_states_itself(write_pack: WritePack, small_world: Catalogue) -> None:
    csv = write_pack("period,Net sales\nFY2025,1\n", "annual.csv")
    pack = write_pack(source() + facts_table() + fact(paragraph=None))

    (mistake,) = mistakes_in(pack, known=small_world)

    assert (mistake.file, mistake.line, mistake.where) == (csv, 2, "Net sales")
    assert mistake.problem == f"is a second one of what stands at {pack}:11: {OF_ONE_FACT}"


def test_two_metrics_of_one_cell_are_not_one_metric_twice(write_pack: WritePack, small_world: Catalogue) -> None:
    csv = write_pack("period,Net sales\nFY2025,1\n", "annual.csv")
    pack = write_pack(
        source() + facts_table(columns='{ "Net sales" = [{ metric = "revenue" }, { metric = "revenue" }] }')
    )

    (mistake,) = mistakes_in(pack, known=small_world)

    assert mistake.problem == f"is a second one of what stands at {csv}:2: {OF_ONE_FACT}"


def test_a_source_in_two_rows_names_the_first(write_pack: WritePack, small_world: Catalogue) -> None:
    csv = write_pack("slug,title\na,A\nb,B\na,C\n", "sources.csv")

    (mistake,) = mistakes_in(write_pack(sources_table()), known=small_world)

    assert (mistake.line, mistake.problem) == (4, f"is a second one of what stands at {csv}:2")


def test_a_fact_of_a_pack_without_a_source_is_told_to_name_one(write_pack: WritePack, small_world: Catalogue) -> None:
    write_pack("period,source,Net sales\nFY2025,,1\nFY2024,herald,1\n", "annual.csv")
    herald = write_pack(source("herald"), "herald.toml")

    mistakes = mistakes_in(write_pack(facts_table()), herald, known=small_world)

    assert [(each.line, each.where, each.problem) for each in mistakes] == [
        (2, "Net sales.source", "the pack has no [source], so that each fact names one of its [[sources]]"),
        (3, "Net sales.source", "the pack has no source 'herald' of its own"),
    ]


def test_a_source_of_the_dataset_is_not_a_source_of_the_pack(write_pack: WritePack, small_world: Catalogue) -> None:
    known = read_packs([write_pack(source("herald"))], small_world)
    write_pack("period,source,Net sales\nFY2025,herald,1\n", "annual.csv")

    (mistake,) = mistakes_in(write_pack(source() + facts_table()), known=replace(small_world, sources=known.sources))

    assert (mistake.problem, mistake.allowed) == ("the pack has no source 'herald' of its own", ("gazette",))


def test_the_sources_that_a_fact_may_name_are_listed_in_the_order_of_their_names(
    write_pack: WritePack, small_world: Catalogue
) -> None:
    slugs = tuple(f"report-{number}" for number in range(9))
    write_pack("slug,title\n" + "".join(f"{slug},A report\n" for slug in slugs), "sources.csv")
    write_pack("period,source,Net sales\nFY2025,other,1\n", "annual.csv")

    (mistake,) = mistakes_in(write_pack(sources_table() + facts_table()), known=small_world)

    assert mistake.allowed == slugs


def test_statements_still_need_the_one_source_of_their_file(write_pack: WritePack, small_world: Catalogue) -> None:
    write_pack("slug,title\na,A\n", "sources.csv")

    (mistake,) = mistakes_in(write_pack(sources_table() + statement()), known=small_world)

    assert mistake.problem == "statements need a [source] in the same file"


def test_evidence_without_paragraphs_still_names_a_known_source(write_pack: WritePack, small_world: Catalogue) -> None:
    company = table("[[companies]]", {"slug": "u", "name": "U", "evidence": "{ gazete = [] }"})

    (mistake,) = mistakes_in(write_pack(company + source()), known=small_world)

    assert (mistake.line, mistake.where) == (4, "companies[0].evidence")
    assert (mistake.problem, mistake.did_you_mean) == ("unknown source 'gazete'", "gazette")


def test_a_statement_says_in_which_paragraphs_it_is_made(write_pack: WritePack, small_world: Catalogue) -> None:
    (mistake,) = mistakes_in(write_pack(source() + statement(paragraphs="[]")), known=small_world)

    assert mistake.where == "statements[0].paragraphs"
    assert "at least 1 item" in mistake.problem
