"""Citing: what a page needs beside an answer to name its companies and its sources."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Annotated

from app.api.responses.shape import Response, described
from app.domain.catalogue import Company, Source, SourceKind


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


def cited_sources(sources: Iterable[Source]) -> list[CitedSourceResponse]:
    """Fill the shapes of sources, each only once: answers rest on the same ones again and again."""
    return [_cited(source) for source in sources]


@lru_cache(maxsize=1000)
def _cited(source: Source) -> CitedSourceResponse:
    return CitedSourceResponse.model_validate(source)
