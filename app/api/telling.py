"""Telling: what a fact says, with all that it names."""

from dataclasses import dataclass

from app.domain.catalogue import Company, Fact, Initiative, Metric, Segment
from app.domain.summary import sentence_of_fact
from app.store.snapshot import Snapshot
from app.store.vocabulary import get_company, get_initiative, get_metric, get_segment


@dataclass(frozen=True, slots=True)
class Told:
    """A fact, and what it is about."""

    fact: Fact
    company: Company
    metric: Metric
    segment: Segment | None
    initiative: Initiative | None

    @property
    def sentence(self) -> str:
        """What the fact says."""
        return sentence_of_fact(self.fact, self.company, self.metric, self.segment, self.initiative)


def tell(snapshot: Snapshot, fact: Fact) -> Told:
    """Find what a fact names. Vocabulary is never withdrawn, so that a fact which is may be told too."""
    return Told(
        fact,
        get_company(snapshot, fact.company),
        get_metric(snapshot, fact.metric),
        None if fact.segment is None else get_segment(snapshot, fact.segment),
        None if fact.initiative is None else get_initiative(snapshot, fact.initiative),
    )
