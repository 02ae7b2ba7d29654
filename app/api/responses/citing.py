"""Citing: what a page needs beside an answer to name its companies and its sources."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal

from app.api.responses.shape import Response, described
from app.domain.catalogue import Company, Source, SourceKind
from app.domain.citation import Citation


class CitedSourceResponse(Response):
    """A source that an answer rests on; what it does not print about itself is null, never guessed."""

    slug: Annotated[str, described("Slug of the source.")]
    kind: Annotated[
        SourceKind, described("What sort of source it is: filings stand before releases, news and commentary.")
    ]
    title: Annotated[str, described("Its title.")]
    title_is_ours: Annotated[bool, described("Whether we gave the title, for want of one.")]
    publisher: Annotated[str | None, described("Who published it; null where it does not say.")]
    url: Annotated[str | None, described("Where it can be read; null where that is not known.")]
    published: Annotated[date | None, described("Of a filing: the day on which it was filed.")]
    form: Annotated[str | None, described("The SEC's form, such as 10-K.")]
    citation: Annotated[str, described("One line that cites it, and says what is not known about it.")]


class CslDateResponse(Response):
    """A day as CSL-JSON has it."""

    parts: Annotated[list[list[int]], described("Year, month and day, once.", alias="date-parts")]


class CslItemResponse(Response):
    """An item of CSL-JSON; what is not known is absent."""

    id: Annotated[str, described("Id of the fact, or slug of the source.")]
    type: Annotated[
        Literal["dataset", "report", "webpage", "document"],
        described("The fact is an entry of a dataset; a source is a report where it is a filing."),
    ]
    title: Annotated[str, described("What the fact says, or the source's title, in brackets where that is ours.")]
    container_title: Annotated[str | None, described("Of the fact: the dataset.", alias="container-title")] = None
    version: Annotated[str | None, described("Of the fact: the dataset's revision.")] = None
    genre: Annotated[str | None, described("Of a source: the SEC's form, else its kind.")] = None
    publisher: Annotated[str | None, described("Who published the source.")] = None
    issued: Annotated[CslDateResponse | None, described("When the source was published or filed.")] = None
    number: Annotated[str | None, described("Of a filing: the SEC's accession number.")] = None
    url: Annotated[
        str | None,
        described(
            "Where the source can be read; of the fact the permalink, where the server knows its own address.",
            alias="URL",
        ),
    ] = None
    note: Annotated[str | None, described("Of the fact: in which source and paragraph it stands.")] = None


class CitationResponse(Response):
    """How to cite the fact."""

    text: Annotated[str, described("One line: what the fact says, its sources, the dataset and the permalink.")]
    bibtex: Annotated[str, described("BibTeX: an entry for the fact, then one for each source that it rests on.")]
    csl: Annotated[list[CslItemResponse], described("CSL-JSON: the same items.")]
    permalink: Annotated[
        str,
        described("Answers with this fact as it is here, whatever is loaded later; absolute where the server knows."),
    ]


Names = Annotated[dict[str, str], described("The names of the companies, by slug.")]

Sources = Annotated[
    list[CitedSourceResponse],
    described(
        "Every source that the answer rests on, once, by slug: those of the facts that it names, of the facts that "
        "derived ones among these came from, and of what it quotes."
    ),
]


def names_of(companies: Iterable[Company]) -> dict[str, str]:
    """Name companies by slug."""
    return {company.slug: company.name for company in companies}


def citation_object(citation: Citation) -> dict[str, object]:
    """Return a citation as CitationResponse shapes it, without what is not known."""
    return {
        "text": citation.text,
        "bibtex": citation.bibtex,
        "csl": citation.csl,
        "permalink": citation.permalink,
    }


def cited_sources(sources: Iterable[Source]) -> list[CitedSourceResponse]:
    """Fill the shapes of sources, each only once: answers rest on the same ones again and again."""
    return [_cited(source) for source in sources]


@lru_cache(maxsize=1000)
def _cited(source: Source) -> CitedSourceResponse:
    return CitedSourceResponse.model_validate(source)
