"""Strategies: initiatives and stances of companies side by side, what one lacks made explicit."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from app.domain.catalogue import Approach, Company, Initiative, InitiativeKind, Statement, Topic
from app.domain.naming import typeset

_DOING = {"build": "builds", "invest": "invests", "partner": "partners", "apply": "applies what others build"}


@dataclass(frozen=True, slots=True)
class InitiativeSide:
    """What one company does of one kind; `matched` is false where no source states anything."""

    company: str
    matched: bool
    initiatives: tuple[Initiative, ...]


@dataclass(frozen=True, slots=True)
class InitiativesOfKind:
    """One kind of initiative, a cell for each company."""

    kind: InitiativeKind
    cells: tuple[InitiativeSide, ...]


@dataclass(frozen=True, slots=True)
class ApproachSide:
    """How many of a company's initiatives take each approach, the most frequent first."""

    company: str
    matched: bool
    approaches: tuple[tuple[Approach, int], ...]


@dataclass(frozen=True, slots=True)
class StanceSide:
    """What is said of one company under one topic; `matched` is false where no source says anything."""

    company: str
    matched: bool
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class StancesOnTopic:
    """One topic, a cell for each company; a statement about both stands in both cells."""

    topic: Topic
    cells: tuple[StanceSide, ...]


@dataclass(frozen=True, slots=True)
class Strategies:
    """The strategies of some companies, in the order in which these were asked for."""

    companies: tuple[Company, ...]
    approaches: tuple[ApproachSide, ...]
    initiatives: tuple[InitiativesOfKind, ...]
    stances: tuple[StancesOnTopic, ...]
    sentence: str

    @property
    def named(self) -> tuple[str, ...]:
        """Slugs of all companies in them: those asked for, partners, and whom statements are about; each once."""
        partners = (slug for each in self._initiatives for slug in each.partners)
        others = (slug for each in self._statements for slug in each.companies)
        return tuple(dict.fromkeys((*(company.slug for company in self.companies), *sorted({*partners, *others}))))

    @property
    def sources(self) -> tuple[str, ...]:
        """Slugs of the sources that the initiatives and statements stand in."""
        nouns: tuple[Initiative | Statement, ...] = (*self._initiatives, *self._statements)
        return tuple(sorted({each.source for noun in nouns for each in noun.evidence}))

    @property
    def _initiatives(self) -> tuple[Initiative, ...]:
        return tuple(each for row in self.initiatives for cell in row.cells for each in cell.initiatives)

    @property
    def _statements(self) -> tuple[Statement, ...]:
        return tuple(each for row in self.stances for cell in row.cells for each in cell.statements)


def strategies(
    companies: Sequence[Company], initiatives: Sequence[Initiative], statements: Sequence[Statement]
) -> Strategies:
    """Line up what companies do with AI and what is said of them; rows that no company fills are left out."""
    approaches = tuple(_approaches(company, initiatives) for company in companies)
    rows = (_initiatives_of_kind(kind, companies, initiatives) for kind in get_args(InitiativeKind))
    stances = (_stances_on_topic(topic, companies, statements) for topic in get_args(Topic))
    return Strategies(
        companies=tuple(companies),
        approaches=approaches,
        initiatives=tuple(row for row in rows if any(cell.matched for cell in row.cells)),
        stances=tuple(row for row in stances if any(cell.matched for cell in row.cells)),
        sentence=typeset(" ".join(map(_sentence, companies, approaches))),
    )


def _approaches(company: Company, initiatives: Iterable[Initiative]) -> ApproachSide:
    counted = Counter(each.approach for each in initiatives if each.company == company.slug)
    order: tuple[Approach, ...] = get_args(Approach)
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], order.index(pair[0])))
    return ApproachSide(company.slug, bool(ranked), tuple(ranked))


def _initiatives_of_kind(
    kind: InitiativeKind, companies: Iterable[Company], initiatives: Sequence[Initiative]
) -> InitiativesOfKind:
    cells = []
    for company in companies:
        found = tuple(each for each in initiatives if (each.kind, each.company) == (kind, company.slug))
        cells.append(InitiativeSide(company.slug, bool(found), found))
    return InitiativesOfKind(kind, tuple(cells))


def _stances_on_topic(topic: Topic, companies: Iterable[Company], statements: Sequence[Statement]) -> StancesOnTopic:
    cells = []
    for company in companies:
        found = tuple(each for each in statements if each.topic == topic and company.slug in each.companies)
        cells.append(StanceSide(company.slug, bool(found), found))
    return StancesOnTopic(topic, tuple(cells))


def _sentence(company: Company, cell: ApproachSide) -> str:
    """Say a company's most frequent approach: "Amazon mostly builds (5 of 6 initiatives)."."""
    if not cell.approaches:
        return f"No AI initiative by {company.name} is recorded."
    most = cell.approaches[0][1]
    total = sum(number for _, number in cell.approaches)
    share = f"{most} of {total} initiative{'' if total == 1 else 's'}"
    doing = [_DOING[approach] for approach, number in cell.approaches if number == most]
    if len(doing) > 1:
        return f"{company.name} {' and '.join(doing)} equally often ({share} each)."
    return f"{company.name} {'mostly' if 2 * most > total else 'most often'} {doing[0]} ({share})."
