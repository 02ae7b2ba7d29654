"""Packs held against the text of an article: every figure is printed where the pack says so."""

import hashlib
from pathlib import Path

import pytest

from app.domain.catalogue import Catalogue
from app.packs.article import split_paragraphs
from app.packs.reader import read_packs, read_with_lines
from app.packs.verification import UnknownArticleError, verify_article
from tests.conftest import WritePack
from tests.packs.writing import claim, fact, source, statement, table

ARTICLE = """\
Made up

  Acme sold goods for $5 billion last year, and about  27%
 of them in its own 1,200 shops; the shops opened early.
\t
Globex, whose sales are half as large, wants to catch up with Acme's shops before the decade is over.
""".replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
"""Four paragraphs: blank lines do not count, and a line break makes a new one."""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE)
    return path


def catalogue_of(text: str, write_pack: WritePack, small_world: Catalogue) -> Catalogue:
    digest = hashlib.sha256(ARTICLE.encode()).hexdigest()
    return read_packs([write_pack(source(sha256=digest) + text)], small_world)


NEW_SEGMENT = {"slug": "clubs", "company": "acme", "name": "Clubs", "line": "clubs"}
HOLDS = {
    "figure in its paragraph": fact("$5 billion", paragraph=2),
    "figure with other white space": fact("about 27%", metric="share", paragraph=2),
    "figure at the start of its paragraph": fact("$5 billion", paragraph=2)
    + fact("of them", paragraph=3, low=1, note="n"),
    "claim in its paragraph": claim(printed="$5 billion", paragraphs="[2]"),
    "evidence in the last paragraph": table("[[segments]]", {**NEW_SEGMENT, "evidence": "{ gazette = [1, 4] }"}),
    "figure that says the same without its sign": fact("5 billion", paragraph=2),
    "figure with a range of the editor's own": fact("$5 billion", paragraph=2, low=4, high=9e9, note="n"),
    "eight words in a row": statement("So Globex wants to catch up with Acme's shops, they say."),
}
FAILS = {
    "figure in another paragraph": (
        fact("$5 billion", paragraph=3),
        "'$5 billion' is not printed in paragraph 3 of 4; it is in 2",
    ),
    "figure beyond the end": (
        fact("$5 billion", paragraph=5),
        "'$5 billion' is not printed in paragraph 5 of 4; it is in 2",
    ),
    "figure without a paragraph": (fact("$5 billion", paragraph=None), "'$5 billion' names no paragraph; it is in 2"),
    "part of a number": (
        fact("200", metric="stores", paragraph=3),
        "'200' is not printed in paragraph 3 of 4; it is in none",
    ),
    "part of a number before a comma": (fact("1", metric="stores", paragraph=3), "'1' is not printed in paragraph 3"),
    "part of a word": (fact("$5 bill", paragraph=2, low=1, note="n"), "'$5 bill' is not printed in paragraph 2"),
    "figure without its scale": (
        fact("$5", paragraph=2),
        "paragraph 2 prints '$5 billion', of which '$5' is only a part",
    ),
    "figure without its unit and its hedge": (
        fact("27", metric="share", paragraph=2),
        "paragraph 2 prints 'about 27%', of which '27' is only a part",
    ),
    "figure without its hedge": (
        fact("27%", metric="share", paragraph=2),
        "paragraph 2 prints 'about 27%', of which '27%' is only a part",
    ),
    "figure of a claim without its scale": (
        claim(printed="$5", paragraphs="[2]"),
        "acme-sells: paragraph 2 prints '$5 billion', of which '$5' is only a part",
    ),
    "figure of a claim": (claim(printed="$6 billion", paragraphs="[2]"), "acme-sells: '$6 billion' is not printed"),
    "paragraph of a statement": (statement(paragraphs="[1, 5]"), "the article has 4 paragraphs, not 5"),
    "paragraph of a claim": (claim(paragraphs="[9]"), "acme-sells: the article has 4 paragraphs, not 9"),
    "evidence of a segment": (
        table("[[segments]]", {**NEW_SEGMENT, "evidence": "{ gazette = [7] }"}),
        "clubs: the article has 4 paragraphs, not 7",
    ),
    "nine words of a statement": (
        statement("Yes: GLOBEX wants to catch - up with Acme's shops before"),
        "repeats the article: 'wants to catch up with acme s shops before'",
    ),
    "nine words of a claim": (
        claim(text="It is to catch up with Acme's shops before the decade ends."),
        "acme-sells: repeats the article: 'to catch up with acme s shops before the'",
    ),
    "nine words of a note": (
        fact("$5 billion", paragraph=2, note="Acme sold goods for $5 billion last year, and about"),
        "repeats the article: 'acme sold goods for 5 billion last year and'",
    ),
    "nine words of a period's note": (
        fact("$5 billion", paragraph=2, period_inferred="sold goods for $5 billion last year, and about 27%"),
        "repeats the article: 'sold goods for 5 billion last year and about'",
    ),
}


@pytest.mark.parametrize("text", HOLDS.values(), ids=HOLDS)
def test_what_the_article_prints_holds(text: str, article: Path, write_pack: WritePack, small_world: Catalogue) -> None:
    assert verify_article(article, catalogue_of(text, write_pack, small_world)) == {"gazette": []}


@pytest.mark.parametrize(("text", "says"), FAILS.values(), ids=FAILS)
def test_what_the_article_does_not_print_is_listed(
    text: str, says: str, article: Path, write_pack: WritePack, small_world: Catalogue
) -> None:
    (problem,) = verify_article(article, catalogue_of(text, write_pack, small_world))["gazette"]

    assert says in problem


def test_an_article_that_differs_by_one_byte_is_unknown(
    article: Path, write_pack: WritePack, small_world: Catalogue
) -> None:
    catalogue = catalogue_of(fact(), write_pack, small_world)
    article.write_text(f"{ARTICLE} ")

    with pytest.raises(UnknownArticleError, match=r"which no source has; known: gazette \([0-9a-f]{12}\)"):
        verify_article(article, catalogue)


FALL = "Its share fell 8.5%, and 40% it is, while costs rose 3% and then fell 3%.\n"


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"printed": "8.5%"}, ["paragraph 1 tells of a fall, 'fell 8.5%': give low and high below zero, or a note"]),
        ({"printed": "8.5%", "note": "The size of the fall."}, []),
        ({"printed": "fell 8.5%", "low": -0.0855, "high": -0.0845, "note": "A fall."}, []),
        ({"printed": "40%"}, []),
        ({"printed": "3%"}, []),
    ],
    ids=["without its sign", "with a note", "with its sign", "a level", "a rise as well"],
)
def test_a_fall_that_is_stated_as_a_rise_is_a_problem(
    keys: dict[str, object], says: list[str], tmp_path: Path, write_pack: WritePack, small_world: Catalogue
) -> None:
    article = tmp_path / "fall.txt"
    article.write_text(FALL)
    digest = hashlib.sha256(FALL.encode()).hexdigest()
    pack = write_pack(source(sha256=digest) + fact(**{"metric": "share", "paragraph": 1, **keys}))  # type: ignore[arg-type]

    problems = verify_article(article, read_packs([pack], small_world))["gazette"]

    assert [problem.split(": ", 1)[1] for problem in problems] == says


def test_each_source_that_is_the_article_is_held_against_it(
    article: Path, write_pack: WritePack, small_world: Catalogue
) -> None:
    digest = hashlib.sha256(ARTICLE.encode()).hexdigest()
    right = write_pack(source(sha256=digest) + fact("$5 billion", paragraph=2), "right.toml")
    repeated = statement("Yes: Globex wants to catch up with Acme's shops before")
    wrong = write_pack(source("herald", sha256=digest) + fact("$6 billion", paragraph=2) + repeated, "wrong.toml")

    found = verify_article(article, read_packs([right, wrong], small_world))

    assert list(found) == ["gazette", "herald"]
    assert found["gazette"] == []
    assert ["'$6 billion' is not printed" in each for each in found["herald"]] == [True, False]
    assert "repeats the article" in found["herald"][1]


def test_paragraphs_are_the_lines_that_are_not_blank() -> None:
    assert [len(each.split()) for each in split_paragraphs(ARTICLE)] == [2, 11, 11, 19]


RANGE = "Acme may sell for between $2 billion and $3 billion, and a long title of ten words at least has it all.\n"


def test_an_end_of_a_range_is_a_figure_and_a_title_may_be_the_article_s_own(
    tmp_path: Path, write_pack: WritePack, small_world: Catalogue
) -> None:
    article = tmp_path / "range.txt"
    article.write_text(RANGE)
    digest = hashlib.sha256(RANGE.encode()).hexdigest()

    def problems(title: str, *, is_ours: bool) -> list[str]:
        text = source(sha256=digest, title=title, title_is_ours=is_ours)
        text += fact("$3 billion", paragraph=1, nature="forecast")
        return verify_article(article, read_packs([write_pack(text)], small_world))["gazette"]

    assert problems(RANGE.strip(), is_ours=False) == []
    assert len(problems(RANGE.strip(), is_ours=True)) == 1
    assert len(problems(RANGE.strip().removesuffix(" it all."), is_ours=False)) == 1


def test_each_problem_has_the_line_of_what_is_wrong(
    article: Path, write_pack: WritePack, small_world: Catalogue
) -> None:
    digest = hashlib.sha256(ARTICLE.encode()).hexdigest()
    wrong = (fact("$5 billion", paragraph=3), statement(paragraphs="[7]"), claim(paragraphs="[8]"))
    pack = write_pack(source(sha256=digest) + "".join(wrong))
    catalogue, lines = read_with_lines([pack], small_world)

    problems = verify_article(article, catalogue, lines)["gazette"]

    headers = [number for number, line in enumerate(pack.read_text().splitlines(), start=1) if line.startswith("[[")]
    assert [problem.split(": ")[0] for problem in problems] == [f"{pack}:{line}" for line in headers]
