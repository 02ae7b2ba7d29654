"""A fact is cited with what is known of it and its sources, in forms that reference managers read."""

import re
from dataclasses import replace
from datetime import date

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library

from app.domain.catalogue import Source
from app.domain.citation import Citation, cite
from tests.csl import unfit_for_csl
from tests.factories import amazon_revenue, source

FACT = amazon_revenue()
FILED = source(
    slug="ten-k",
    kind="filing",
    title="10-K",
    publisher="Amazon.com, Inc.",
    url="https://www.sec.gov/a_b",
    published=date(2026, 2, 6),
    form="10-K",
    accession="0001018724-26-000004",
)
ORIGIN = "https://facts.example"
NAMED = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciicircum": "^",
    "textasciitilde": "~",
}
HOSTILE = {
    "signs of TeX": r"\input{/etc/passwd} $x_1^2$ & 100% #1 ~",
    "braces": "}}} @misc{evil, title = {x} {{{",
    "quotes": '"\', note = "evil',
    "line breaks": "a\n}\n@article{evil,\n",
    "a comment": "%\n@comment{",
}


def cited(*sources: Source, origin: str = "", sentence: str = "It is so.") -> Citation:
    return cite(FACT, sentence, sources or (source(),), 3, origin)


def read(bibtex: str) -> Library:
    """Read BibTeX as a manager of references does."""
    library = parse_string(bibtex)
    assert library.failed_blocks == []
    return library


def test_a_line_says_the_fact_its_source_the_paragraph_and_where_it_is_for_ever() -> None:
    assert cited().text == (
        "It is so. [Amazon edges past Walmart] (news). Publisher not known, undated. No address. "
        f"Paragraph 4. Retail Rivalry, revision 3: /v1/facts/{FACT.id}?revision=3"
    )


def test_an_address_is_absolute_where_it_is_known_and_absent_for_managers_where_it_is_not() -> None:
    unknown, known = cited(), cited(origin=ORIGIN)

    assert known.permalink == f"{ORIGIN}/v1/facts/{FACT.id}?revision=3"
    assert known.csl[0]["URL"] == known.permalink
    assert read(known.bibtex).entries[0]["url"] == known.permalink
    assert "URL" not in unknown.csl[0]
    assert "url" not in read(unknown.bibtex).entries[0].fields_dict


def test_what_a_source_does_not_print_is_absent_and_never_guessed() -> None:
    result = cited()

    assert result.csl[1] == {
        "id": "amazon-edges-past-walmart",
        "type": "document",
        "genre": "news",
        "title": "[Amazon edges past Walmart]",
    }
    assert set(read(result.bibtex).entries[1].fields_dict) == {"title", "howpublished"}


def test_what_a_source_prints_is_there() -> None:
    result = cited(FILED)

    assert result.csl[1] == {
        "id": "ten-k",
        "type": "report",
        "genre": "10-K",
        "title": "[10-K]",
        "publisher": "Amazon.com, Inc.",
        "issued": {"date-parts": [[2026, 2, 6]]},
        "number": "0001018724-26-000004",
        "URL": "https://www.sec.gov/a_b",
    }
    entry = read(result.bibtex).entries[1]
    assert (entry.entry_type, entry.key) == ("misc", "ten-k")
    assert [entry[name] for name in ("organization", "howpublished", "number", "year", "month", "day", "url")] == [
        *("Amazon.com, Inc.", "10-K", "0001018724-26-000004", "2026", "2", "6", "https://www.sec.gov/a_b"),
    ]


def test_a_source_without_an_address_is_known_by_its_digest() -> None:
    assert cited(source(sha256="ab" * 32)).csl[1]["note"] == f"SHA-256 {'ab' * 32}"


def test_an_address_that_is_none_of_the_web_is_left_out() -> None:
    assert "URL" not in cited(source(url="javascript:alert(1)")).csl[1]


def test_every_source_of_a_fact_is_cited_behind_it() -> None:
    result = cited(FILED, source())

    assert [item["id"] for item in result.csl] == [FACT.id, "ten-k", "amazon-edges-past-walmart"]
    assert [entry.key for entry in read(result.bibtex).entries] == [FACT.id, "ten-k", "amazon-edges-past-walmart"]
    assert result.text.count("(10-K)") == result.text.count("(news)") == 1


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_nothing_in_a_text_is_obeyed_by_tex_or_ends_its_field(text: str) -> None:
    hostile = source(title=text, title_is_ours=False, publisher=text, form=text, url=f"https://x.example/{text}")

    result = cited(replace(hostile, published=date(2026, 2, 6)), sentence=text)

    library = read(result.bibtex)
    assert [entry.key for entry in library.entries] == [FACT.id, "amazon-edges-past-walmart"]
    assert len(library.blocks) == 2
    for field in (field for entry in library.entries for field in entry.fields if field.key != "url"):
        assert "\n" not in field.value
    assert result.bibtex.count("{") == result.bibtex.count("}")
    assert unfit_for_csl(result.csl) == []
    assert typeset(library.entries[1]["title"][1:-1]) == typeset(library.entries[1]["organization"]) == printed(text)


def typeset(value: str) -> str:
    """Return what TeX prints of a text in which it finds nothing else to obey."""
    printed = re.sub(r"\\(text\w+)\{\}|\\([$&%#_])", lambda found: NAMED.get(found[1], found[2]), value)
    obeyed = re.findall(r"[\\{}$&%#_^~]", re.sub(r"\\text\w+\{\}|\\[$&%#_]", "", value))
    assert obeyed == []
    return printed


def printed(text: str) -> str:
    """Return what a line of print has of a text."""
    return " ".join(text.split())


@pytest.mark.parametrize("origin", ["", ORIGIN])
@pytest.mark.parametrize("given", [source(), FILED, source(url="https://x.example/")], ids=["bare", "full", "web"])
def test_csl_json_has_the_names_and_types_of_its_schema(given: Source, origin: str) -> None:
    assert unfit_for_csl(cited(given, origin=origin).csl) == []


def test_the_schema_of_csl_is_not_fitted_by_everything() -> None:
    good = {"id": "a", "type": "report"}

    assert unfit_for_csl([good]) == []
    assert unfit_for_csl([])
    for bad in ({"type": "news"}, {"URL": None}, {"issued": "2026"}, {"date": "2026"}, {"version": 3}):
        assert unfit_for_csl([{**good, **bad}]), bad
