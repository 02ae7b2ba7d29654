"""References: which names the packs may use, and what stands behind each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.catalogue import Catalogue
from app.packs.files import PackFile
from app.packs.mistakes import Mistake, Mistakes
from app.packs.validation import Located, mistake_at

NOUNS = ("sources", "companies", "metrics", "segments", "initiatives")
"""What other entries refer to by slug."""

VOCABULARY = NOUNS[1:]
"""What packs of all sources share."""

_ONE_FACT = ": both are of one company, metric, segment, initiative, nature, basis, period and paragraph"
"""What `Fact.key` is made of, but for the source."""

Line = tuple[Path, int]
"""A line of a file."""

Lines = Mapping[str, Mapping[object, "str | Line"]]
"""Where entries stand, by noun and key: a fact's key, a statement's id, else a slug."""


class References:
    """Every name that may be referred to, with its value once that is read; what is wrong is added to the mistakes.

    A name whose own entry is broken is known without a value, so that its users are not blamed as well.
    """

    def __init__(
        self, known: Catalogue, files: Iterable[PackFile], mistakes: Mistakes, broken: Collection[Path] = ()
    ) -> None:
        """Start from the vocabulary of `known` and the slugs that the files declare.

        Of the packs that are `broken`, a table of theirs cannot be read, nobody can say which sources they have.
        """
        self._broken = broken
        self._mistakes = mistakes
        self._excused: set[tuple[str, str, str | None]] = set()
        self._values: dict[str, dict[str, Any]] = {noun: {} for noun in NOUNS}
        self._defined: dict[str, dict[object, str | Line]] = {}
        for field in fields(known):
            if field.name in self._values:
                self._values[field.name] = {each.slug: each for each in getattr(known, field.name)}
        self._own_sources: dict[Path, dict[str, None]] = {}
        for file in files:
            for noun, slug in _declared(file):
                self._values[noun][slug] = None
                if noun == "sources":
                    self._own_sources.setdefault(_pack_of(file), {})[slug] = None
        declared = {slug for slug, value in self._values["sources"].items() if value is None}
        for claim in known.claims:
            if claim.source not in declared:
                self.defined("claims")[claim.slug] = f"source {claim.source!r} of the dataset"

    def define(self, noun: str, at: Located[Any], key: object, value: Any) -> None:  # noqa: ANN401  any noun
        """Record the value of an entry; a second entry with its key is a mistake that names the first."""
        first = self.defined(noun).setdefault(key, here := (at.file.path, at.file.line_of(at.place)))
        if first is not here:
            self.add(mistake_at(at.file, at.place, _second(noun, at, key, first)))
            return
        if noun in self._values:
            self._values[noun][value.slug] = value

    def defined(self, noun: str) -> dict[object, str | Line]:
        """Return where each key of a noun stands first, to be added to: a line of a file, or a place in words."""
        return self._defined.setdefault(noun, {})

    @property
    def lines(self) -> Lines:
        """Where each entry stands, by noun and key."""
        return self._defined

    def value_of(self, noun: str, slug: str | None) -> Any:  # noqa: ANN401  any noun
        """Return what stands behind a slug; None, and no mistake, for a name that is broken or that nothing bears."""
        return self._values[noun].get(slug or "")

    def find(self, noun: str, at: Located[Any], key: str, slug: str | None) -> Any:  # noqa: ANN401  any noun
        """Return what stands behind a slug, or None; a name that nothing bears is a mistake at `key`."""
        if slug is None or slug in self._values[noun] or (noun, slug, None) in self._excused:
            return self._values[noun].get(slug or "")
        self.add(at.mistake(key, f"unknown {_singular(noun)} {slug!r}", slug, self._values[noun]))
        return None

    def find_of(self, noun: str, at: Located[Any], key: str, slug: str | None, company: str) -> Any:  # noqa: ANN401
        """Find a segment or an initiative that must be the company's own."""
        value = self.find(noun, at, key, slug)
        if value is not None and value.company != company and self._may_blame(noun, value, company):
            problem = f"the {_singular(noun)} {slug!r} belongs to {value.company}, not to {company}"
            self.add(at.mistake(key, problem, slug, partial(self._own, noun, company)))
        return value

    def _may_blame(self, noun: str, value: Any, company: str) -> bool:  # noqa: ANN401  a segment or an initiative
        """Whether that it is another company's is not said already, here or of one of the two companies."""
        companies = self._values["companies"]
        is_excused = (noun, value.slug, company) in self._excused
        return company in companies and value.company in companies and not is_excused

    def _own(self, noun: str, company: str) -> list[str]:
        """List the slugs of a company's segments or initiatives."""
        return [slug for slug, each in self._values[noun].items() if each and each.company == company]

    def excuse(self, noun: str, slug: str, company: str | None = None) -> None:
        """Take a name for known, and for a company's own, from here on: it was judged where it stands for many rows."""
        self._excused |= {(noun, slug, None), (noun, slug, company)}

    def values(self, noun: str) -> list[Any]:
        """List what stands behind the names of a noun, as far as it is read."""
        return [value for value in self._values[noun].values() if value is not None]

    def sources_of(self, file: PackFile) -> Collection[str] | None:
        """Return the slugs of the sources that a pack declares, CSV files included; None where it cannot be told."""
        pack = _pack_of(file)
        return None if pack in self._broken else self._own_sources.get(pack, {})

    def add(self, mistake: Mistake) -> None:
        """Record a mistake."""
        self._mistakes.add(mistake)


def _second(noun: str, at: Located[Any], key: object, first: str | Line) -> str:
    """Say of which entry another one is a second."""
    spelled = first if isinstance(first, str) else f"{first[0]}:{first[1]}"
    if noun in VOCABULARY and at.file.source is not None and first[0] != at.file.path:
        return f"{key} is in the vocabulary already, at {spelled}; leave it out"
    return f"is a second one of what stands at {spelled}{_ONE_FACT if noun == 'facts' else ''}"


def _pack_of(file: PackFile) -> Path:
    return (file.pack or file).path


def _declared(file: PackFile) -> Iterable[tuple[str, str]]:
    """List the slugs that a file gives to what others refer to, in whatever shape the rest is."""
    for noun in NOUNS:
        tables = file.content.get(noun)
        single = [file.content.get("source")] if noun == "sources" else []
        for table in [*single, *(tables if isinstance(tables, list) else [])]:
            if isinstance(table, Mapping) and isinstance(table.get("slug"), str):
                yield noun, table["slug"]


def _singular(noun: str) -> str:
    return "company" if noun == "companies" else noun.removesuffix("s")
