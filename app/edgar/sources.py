"""Sources: the filings that values stand in, under the names that the dataset has for them, or new ones like those."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from app.domain.catalogue import Company, Source
from app.domain.characters import unfit
from app.edgar.answer import Answer, Stated
from app.edgar.calendar import label_end

ARCHIVE = "https://www.sec.gov/Archives/edgar/data/"
"""Where the SEC keeps every filing, by the filer's number and the accession number without its hyphens."""


def find_contradictory(stated: Iterable[Stated]) -> dict[str, str]:
    """Find the filings that are told of in two ways, by accession number, with the days and forms that they have.

    A filing has one of each: which of them is meant, and with it what was known when, cannot be told.
    """
    told: dict[str, set[str]] = {}
    for each in stated:
        told.setdefault(each.accession, set()).add(f"{each.form} filed {each.filed}")
    return {accession: " and ".join(sorted(ways)) for accession, ways in told.items() if len(ways) > 1}


class Shelf:
    """The filings of one answer, each with the slug that it is known by, or would be."""

    def __init__(self, answer: Answer, company: Company, known: Iterable[Source], publisher: str | None) -> None:
        """Gather what the answer tells of its filings: form, day, and the last day that it speaks of.

        New ones are by a `publisher`, or by whom the SEC names, in its capitals, where there is none.
        """
        self._answer, self._company, self._publisher = answer, company, publisher or _published_by(answer)
        known = list(known)
        self._known = {source.accession: source for source in known if source.accession}
        self._taken = {source.slug: source.accession for source in known}
        self._filed: dict[str, Stated] = {}
        self._ends: dict[str, date] = {}
        for stated in answer.stated:
            self._filed.setdefault(stated.accession, stated)
            self._ends[stated.accession] = max(stated.end, self._ends.get(stated.accession, stated.end))
        ordered = sorted(self._filed, key=lambda accession: self._filed[accession].order)
        self._sources = [self._source(accession) for accession in ordered]  # a slug is the same whatever is drafted

    def knows(self, source: Source) -> bool:
        """Whether the dataset has a filing already."""
        return source.accession in self._known

    def sources(self, accessions: Collection[str]) -> list[Source]:
        """Return some of the filings, in the order in which they were filed."""
        return [source for source in self._sources if source.accession in accessions]

    def _source(self, accession: str) -> Source:
        filed, form = self._filed[accession].filed, self._filed[accession].form
        if known := self._known.get(accession):
            return replace(known, published=known.published or filed)
        label = label_end(self._ends[accession], self._company.year_end_month or 12)
        slug = f"{self._company.slug}-{_slug(form)}-{label.lower()}"
        if self._taken.setdefault(slug, accession) != accession:
            slug = f"{slug}-{accession}"
            self._taken[slug] = accession
        return Source(
            slug=slug,
            kind="filing",
            title=f"{form} for {label}",
            title_is_ours=True,
            publisher=self._publisher,
            url=f"{ARCHIVE}{int(self._answer.cik)}/{accession.replace('-', '')}/",
            published=filed,
            form=form,
            accession=accession,
        )


def _published_by(answer: Answer) -> str | None:
    name = answer.name.strip()
    return name if name.isprintable() and name and not unfit(name) else None


def _slug(form: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", form.lower()).strip("-")
