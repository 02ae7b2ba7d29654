"""Overlap: which segments of a company may share money, so that nothing is ever counted twice."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from app.domain.catalogue import Segment


def overlapping(segments: Iterable[Segment], known: Iterable[Segment]) -> Iterator[tuple[Segment, Segment]]:
    """Yield each two of some segments that may share money; `known` holds those that contain them."""
    parents = {segment.slug: segment.within for segment in known}
    for one, other in combinations(segments, 2):
        if share_money(one, other, parents):
            yield one, other


def share_money(one: Segment, other: Segment, parents: Mapping[str, str | None]) -> bool:
    """Whether two segments may share money: one contains the other, says so, or they are of different breakdowns.

    Two segments of one breakdown share none; where either belongs to no breakdown, only what is said counts.
    `parents` tells by slug which segment contains each.
    """
    if one.company != other.company:
        return False
    said = other.slug in one.overlaps or one.slug in other.overlaps
    inside = one.slug in around(other.slug, parents) or other.slug in around(one.slug, parents)
    apart = bool(one.breakdowns and other.breakdowns) and not set(one.breakdowns) & set(other.breakdowns)
    return said or inside or apart


def around(slug: str, parents: Mapping[str, str | None]) -> list[str]:
    """Return a segment and all that contain it, from the inside out; `parents` may hold circles."""
    found: list[str] = []
    outer: str | None = slug
    while outer is not None and outer not in found:
        found.append(outer)
        outer = parents.get(outer)
    return found
