"""Comparisons, scorecards and strategies."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import AliasPath

from app.api.responses.facts import FactResponse
from app.api.responses.shape import DatasetReference, Number, Response, attributes_of, described, of_quantity
from app.api.responses.vocabulary import InitiativeResponse, StatementResponse, initiative_response
from app.domain import catalogue, strategies
from app.domain.comparability import ComparabilityStatus, ReasonCode
from app.domain.comparison import Comparison, DerivationOperation, MissingCode
from app.domain.quantity import Unit
from app.domain.scorecard import Scorecard
from app.domain.standing import AgreementState
from app.domain.wording import sentence


class MetricReference(Response):
    """The metric that is compared."""

    slug: str
    name: str
    unit: Unit


class AgreementResponse(Response):
    """Whether all sources of the same number agree; two mentions are not two independent sources."""

    state: AgreementState
    facts: Annotated[list[str], described("Ids of all facts about the same number, that of the entry included.")]


class DerivationResponse(Response):
    """How a number was computed."""

    operation: DerivationOperation
    formula: Annotated[str, described("a and b are the first and the second of `inputs`.")]
    inputs: Annotated[list[str], described("Ids of facts.")]


class ComputedResponse(Response):
    """A quantity that was computed from facts."""

    value: Annotated[
        Number | None,
        of_quantity("value", "Null where an input has no central figure."),
    ]
    low: Annotated[Number | None, of_quantity("low", "Null is open.")]
    high: Annotated[Number | None, of_quantity("high", "Null is open.")]
    unit: Annotated[Unit, of_quantity("unit", "Of the result.")]
    derivation: DerivationResponse


class EntryResponse(Response):
    """One company's place."""

    rank: Annotated[int, described("1 is the greatest, or the smallest where lower is better; equals share it.")]
    company: Annotated[str, described("Slug.", validation_alias=AliasPath("company", "slug"))]
    fact: FactResponse
    agreement: AgreementResponse
    distance: Annotated[ComputedResponse | None, described("Rank 1 minus this one; null if incomparable.")]


class MissingResponse(Response):
    """A company that could not be compared."""

    company: str
    code: MissingCode
    needs: str
    nearest: Annotated[str | None, described("Id of the nearest fact at hand; null where there is none.")]


class LeaderResponse(Response):
    """Who is ahead, and how sure that is."""

    company: Annotated[
        str | None, described("Null where two share rank 1, or ranges meet and one has no central figure.")
    ]
    decided: Annotated[bool, described("Whether its range lies wholly beyond every other's.")]
    decided_up_to: Annotated[Number | None, described("The tolerance below which it stays decided; null if it is not.")]
    flip_margin: Annotated[
        Number | None,
        described("The relative error in both values that erases the lead; null unless both are positive."),
    ]
    contenders: Annotated[list[str], described("Those whose ranges meet the leader's: why it is not decided.")]


class ReasonResponse(Response):
    """One thing that differs."""

    code: ReasonCode
    detail: str


class ComparabilityResponse(Response):
    """What the verdict is worth; incomparable means that leader, gap, ratio and lead are null."""

    status: ComparabilityStatus
    reasons: list[ReasonResponse]


class ComparisonResponse(Response):
    """Who leads, by how much, how sure, says who."""

    metric: MetricReference
    line: Annotated[catalogue.Line | None, described("The line of business compared; null for whole companies.")]
    tolerance: Annotated[Number, described("By what part of itself every end of every range was moved outwards.")]
    entries: list[EntryResponse]
    missing: list[MissingResponse]
    leader: LeaderResponse | None
    gap: Annotated[ComputedResponse | None, described("Rank 1 minus rank 2.")]
    ratio: Annotated[ComputedResponse | None, described("Rank 1 over rank 2.")]
    lead: Annotated[ComputedResponse | None, described("The gap over rank 2.")]
    comparability: ComparabilityResponse
    sentence: str
    dataset: DatasetReference


class OnlyOneResponse(Response):
    """A metric that one company alone has facts about."""

    company: str
    metric: MetricReference
    line: catalogue.Line | None
    facts: Annotated[list[str], described("Ids of facts.")]


class RefusedResponse(Response):
    """A metric that several companies have facts about, but not so that they can be compared as asked."""

    metric: MetricReference
    line: catalogue.Line | None
    missing: list[MissingResponse]


class ScorecardResponse(Response):
    """Every metric that at least two companies share, compared, and what only one has."""

    companies: list[str]
    shared: list[ComparisonResponse]
    only: list[OnlyOneResponse]
    refused: Annotated[list[RefusedResponse], described("What is shared, but has too few facts for the period asked.")]
    dataset: DatasetReference


class ApproachCount(Response):
    """How many initiatives take an approach."""

    approach: catalogue.Approach
    initiatives: int


class ApproachCell(Response):
    """The approaches of one company, the most frequent first."""

    company: str
    matched: Annotated[bool, described("False where no source states anything.")]
    approaches: list[ApproachCount]


class InitiativeCell(Response):
    """What one company does of one kind."""

    company: str
    matched: Annotated[bool, described("False where no source states anything.")]
    initiatives: list[InitiativeResponse]


class InitiativeRow(Response):
    """One kind of initiative, a cell for each company."""

    kind: catalogue.InitiativeKind
    cells: list[InitiativeCell]


class StanceCell(Response):
    """What is said of one company under one topic."""

    company: str
    matched: Annotated[bool, described("False where no source says anything.")]
    statements: list[StatementResponse]


class StanceRow(Response):
    """One topic, a cell for each company."""

    topic: catalogue.Topic
    cells: list[StanceCell]


class StrategiesResponse(Response):
    """Initiatives and stances side by side."""

    companies: list[str]
    approaches: list[ApproachCell]
    initiatives: list[InitiativeRow]
    stances: list[StanceRow]
    facts: Annotated[list[FactResponse], described("The facts that the initiatives name.")]
    sentence: str
    dataset: DatasetReference


def comparison_response(comparison: Comparison, revision: int) -> ComparisonResponse:
    """Fill a comparison's shape."""
    question = comparison.question
    return ComparisonResponse.model_validate(
        {
            **attributes_of(comparison, ComparisonResponse),
            "metric": question.metric,
            "line": question.line,
            "tolerance": question.tolerance,
            "sentence": sentence(comparison),
            "dataset": {"revision": revision},
        }
    )


def scorecard_response(companies: Iterable[catalogue.Company], card: Scorecard, revision: int) -> ScorecardResponse:
    """Fill a scorecard's shape."""
    return ScorecardResponse.model_validate(
        {
            "companies": [company.slug for company in companies],
            "shared": [comparison_response(comparison, revision) for comparison in card.shared],
            "only": card.only,
            "refused": card.refused,
            "dataset": {"revision": revision},
        }
    )


def strategies_response(found: strategies.Strategies, facts: list[catalogue.Fact], revision: int) -> StrategiesResponse:
    """Fill the shape of strategies; `facts` are those about their initiatives."""
    ids = ids_by_initiative(facts)
    return StrategiesResponse.model_validate(
        {
            "companies": [company.slug for company in found.companies],
            "approaches": [
                {
                    "company": cell.company,
                    "matched": cell.matched,
                    "approaches": [{"approach": name, "initiatives": count} for name, count in cell.approaches],
                }
                for cell in found.approaches
            ],
            "initiatives": [
                {"kind": row.kind, "cells": [_initiative_cell(cell, ids) for cell in row.cells]}
                for row in found.initiatives
            ],
            "stances": found.stances,
            "facts": facts,
            "sentence": found.sentence,
            "dataset": {"revision": revision},
        }
    )


def ids_by_initiative(facts: Iterable[catalogue.Fact]) -> dict[str, list[str]]:
    """List the ids of facts by the initiative that they are about."""
    ids: dict[str, list[str]] = {}
    for fact in facts:
        if fact.initiative:
            ids.setdefault(fact.initiative, []).append(fact.id)
    return ids


def _initiative_cell(cell: strategies.InitiativeCell, ids: Mapping[str, list[str]]) -> dict[str, object]:
    return {
        "company": cell.company,
        "matched": cell.matched,
        "initiatives": [initiative_response(each, ids) for each in cell.initiatives],
    }
