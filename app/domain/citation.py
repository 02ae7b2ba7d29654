"""Citations: how a fact is cited outside, in words and as programs that keep references read it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from app.domain.catalogue import Fact, Source

DATASET = "Retail Rivalry"
"""What the dataset is called; a citation names it beside the source, since the reading of a figure is ours."""

CslItem = dict[str, object]
"""An item of CSL-JSON (citationstyles.org, schema 1.0.2)."""

_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "\u00a0": "~",
    }
)
"""What TeX would obey, spelt so that it prints it. BibTeX counts braces even behind a backslash: so they have names."""

_IN_AN_ADDRESS = ":/?#[]@!$&'()*+,;=%~-._"
_NO_TEXT = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """A fact cited: in a line, as BibTeX and as CSL-JSON; both have the fact first, then each source it rests on.

    `permalink` answers with the fact as it is cited, whatever is loaded later.
    """

    text: str
    bibtex: str
    csl: list[CslItem]
    permalink: str


def web_address(url: str | None) -> str | None:
    """Return an address of the web; any other is nobody's to follow."""
    return url if url and url.startswith(("https://", "http://")) else None


def permalink(fact: str, revision: int, origin: str) -> str:
    """Return the address of a fact as it stood in a revision; from the root where `origin` is empty."""
    return f"{origin}/v1/facts/{quote(fact, safe='')}?revision={revision}"


def cite(fact: Fact, sentence: str, sources: Sequence[Source], revision: int, origin: str) -> Citation:
    """Cite a fact, which says `sentence`, by the sources that it rests on.

    What a source does not print about itself is absent. `origin` is where this dataset is served, empty where that is
    not known: then there is no address for reference managers, since one from the root leads them nowhere.
    """
    link = permalink(fact.id, revision, origin)
    paragraph = "" if fact.paragraph is None else f"Paragraph {fact.paragraph}. "
    stated = " ".join(source.citation for source in sources)
    items = [_item_of_fact(fact, sentence, revision, link if origin else None), *map(_item_of_source, sources)]
    return Citation(
        text=f"{sentence} {stated} {paragraph}{DATASET}, revision {revision}: {link}",
        bibtex="\n".join(map(bibtex, items)),
        csl=items,
        permalink=link,
    )


def _item_of_fact(fact: Fact, sentence: str, revision: int, url: str | None) -> CslItem:
    where = "" if fact.paragraph is None else f", paragraph {fact.paragraph}"
    return _known(
        {
            "id": fact.id,
            "type": "dataset",
            "title": sentence.removesuffix("."),
            "container-title": DATASET,
            "version": str(revision),
            "URL": url,
            "note": f"{fact.kind.capitalize()} in {fact.source}{where}",
        }
    )


def _item_of_source(source: Source) -> CslItem:
    """Spell a source; a title that we gave stands in brackets, as in the line that cites it."""
    day = source.published
    url = web_address(source.url)
    return _known(
        {
            "id": source.slug,
            "type": "report" if source.kind == "filing" else "webpage" if url else "document",
            "genre": source.form or source.kind,
            "title": source.shown_title,
            "publisher": source.publisher,
            "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
            "number": source.accession,
            "URL": url,
            "note": f"SHA-256 {source.sha256}" if source.sha256 and not url else None,
        }
    )


def _known(item: CslItem) -> CslItem:
    return {name: value for name, value in item.items() if value is not None}


def bibtex(item: CslItem) -> str:
    """Spell an item of CSL-JSON as an entry of BibTeX, with an end of line; every text in it is only printed."""
    made_by = [str(item[name]) for name in ("container-title", "genre") if name in item]
    version = [f"revision {item['version']}"] if "version" in item else []
    fields = [
        ("title", f"{{{_text(item['title'])}}}"),
        ("organization", _text(item.get("publisher", ""))),
        ("howpublished", _text(", ".join([*made_by, *version]))),
        ("number", _text(item.get("number", ""))),
        *zip(("year", "month", "day"), map(str, _day(item)), strict=False),
        ("url", quote(str(item.get("URL", "")), safe=_IN_AN_ADDRESS)),
        ("note", _text(item.get("note", ""))),
    ]
    return f"@misc{{{re.sub('[^A-Za-z0-9-]', '-', str(item['id']))},\n{_lines(fields)}}}\n"


def _day(item: CslItem) -> Iterable[int]:
    issued = item.get("issued")
    return issued["date-parts"][0] if isinstance(issued, dict) else ()


def _lines(fields: Iterable[tuple[str, str]]) -> str:
    return "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)


def _text(value: object) -> str:
    return _NO_TEXT.sub(" ", str(value)).strip().translate(_BIBTEX)
