"""Naming: what companies, metrics and breakdowns are called within a sentence, and how a sentence is set."""

from collections.abc import Sequence

from app.domain.catalogue import Metric

_SINGULAR_ENDS = ("ss", "us", "is")
"""Ends of words that end in s and are no plurals: business, bonus, analysis."""


def noun_of(metric: Metric) -> str:
    """Name a metric within a sentence: in lower case, unless it begins with an abbreviation."""
    is_word = metric.name.partition(" ")[0][1:].islower()
    return metric.name[:1].lower() + metric.name[1:] if is_word else metric.name


def is_plural(metric: Metric) -> bool:
    """Whether a metric's name takes a plural verb: net sales do, a number of stores does not."""
    head = metric.name.partition(" of ")[0]
    return head.endswith("s") and not head.endswith(_SINGULAR_ENDS)


def possessive(name: str) -> str:
    """Say whose something is."""
    if name.endswith(("'s", "\u2019s")):
        return name
    return f"{name}\u2019" if name.endswith("s") else f"{name}\u2019s"


def listed(names: Sequence[str]) -> str:
    """Join names with commas, and with "and" before the last."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def spaced(slug: str) -> str:
    """Spell in words what has no name but a slug: "physical retail"."""
    return slug.replace("-", " ")


def typeset(sentence: str) -> str:
    """Put the apostrophe of print in the place of a typewriter's, which names and claims may have."""
    return sentence.replace("'", "\u2019")
