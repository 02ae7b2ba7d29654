"""Segments: what they say of each other, held together and made mutual."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice, product

from app.domain.catalogue import Segment
from app.domain.overlap import around
from app.packs import vocabulary
from app.packs.references import References
from app.packs.validation import Located

DEEPEST = 6
"""Segments that may lie within each other, the outermost included: what overlaps one of them may overlap them all."""


def link_segments(located: list[Located[vocabulary.SegmentEntry]], references: References) -> list[Segment]:
    """Check what segments say of each other, and make every overlap mutual."""
    parents = {segment.slug: segment.within for segment in references.values("segments")}
    mutual: dict[str, set[str]] = {}
    is_shallow = True
    for at in located:
        entry = at.entry
        references.find_of("segments", at, "within", entry.within, entry.company)
        outer = list(islice(_outwards(entry.slug, parents), DEEPEST))
        if entry.slug in outer:
            references.add(at.mistake("within", f"{entry.slug!r} would contain itself"))
        elif len(set(outer)) == DEEPEST:
            is_shallow = False
            references.add(at.mistake("within", f"at most {DEEPEST} segments lie within each other"))
        for other in entry.overlaps:
            references.find_of("segments", at, "overlaps", other, entry.company)
            if other == entry.slug:
                references.add(at.mistake("overlaps", "a segment does not overlap itself"))
            mutual.setdefault(entry.slug, set()).add(other)
            mutual.setdefault(other, set()).add(entry.slug)
    if is_shallow:
        _spread_upwards(mutual, parents)
    segments = [references.find("segments", at, "slug", at.entry.slug) for at in located]
    return [replace(each, overlaps=tuple(sorted(mutual.get(each.slug, ())))) for each in segments if each]


def _outwards(slug: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """Yield all that contain a segment, from the inside out; without end where they contain each other."""
    outer = parents.get(slug)
    while outer is not None:
        yield outer
        outer = parents.get(outer)


def _spread_upwards(mutual: dict[str, set[str]], parents: dict[str, str | None]) -> None:
    """What shares money with a segment may share it with all that contain that segment."""
    pairs = [(slug, other) for slug, others in mutual.items() for other in others]
    for one, other in pairs:
        for outer, inner in product(around(one, parents), around(other, parents)):
            if outer not in around(inner, parents) and inner not in around(outer, parents):
                mutual.setdefault(outer, set()).add(inner)
                mutual.setdefault(inner, set()).add(outer)
