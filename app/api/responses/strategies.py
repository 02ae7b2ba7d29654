"""Strategies: initiatives and stances of companies side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from app.api.responses.citing import Names, Sources, cited_sources, names_of
from app.api.responses.facts import FactResponse
from app.api.responses.shape import DatasetReference, Response, described
from app.api.responses.vocabulary import (
    InitiativeResponse,
    StatementResponse,
    ids_by_initiative,
    initiative_response,
)
from app.domain import catalogue
from app.domain.strategies import InitiativeSide, Strategies


class ApproachCountResponse(Response):
    """How many initiatives take an approach."""

    approach: catalogue.Approach
    initiatives: int


class ApproachSideResponse(Response):
    """The approaches of one company, the most frequent first."""

    company: str
    matched: Annotated[bool, described("False where no source states anything.")]
    approaches: list[ApproachCountResponse]


class InitiativeSideResponse(Response):
    """What one company does of one kind."""

    company: str
    matched: Annotated[bool, described("False where no source states anything.")]
    initiatives: list[InitiativeResponse]


class InitiativesOfKindResponse(Response):
    """One kind of initiative, a cell for each company."""

    kind: catalogue.InitiativeKind
    cells: list[InitiativeSideResponse]


class StanceSideResponse(Response):
    """What is said of one company under one topic."""

    company: str
    matched: Annotated[bool, described("False where no source says anything.")]
    statements: list[StatementResponse]


class StancesOnTopicResponse(Response):
    """One topic, a cell for each company."""

    topic: catalogue.Topic
    cells: list[StanceSideResponse]


class StrategiesResponse(Response):
    """Initiatives and stances side by side."""

    companies: list[str]
    approaches: list[ApproachSideResponse]
    initiatives: list[InitiativesOfKindResponse]
    stances: list[StancesOnTopicResponse]
    facts: Annotated[list[FactResponse], described("The facts that the initiatives name.")]
    sentence: str
    names: Annotated[Names, described("The names of all companies in the answer, partners among them, by slug.")]
    sources: Sources
    dataset: DatasetReference


def strategies_response(
    found: Strategies,
    facts: Sequence[catalogue.Fact],
    companies: Iterable[catalogue.Company],
    sources: Sequence[catalogue.Source],
    revision: int,
) -> StrategiesResponse:
    """Fill the shape of strategies; `facts` are those about their initiatives, `companies` all that are named."""
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
                {"kind": row.kind, "cells": [_initiative_side(cell, ids) for cell in row.cells]}
                for row in found.initiatives
            ],
            "stances": found.stances,
            "facts": facts,
            "sentence": found.sentence,
            "names": names_of(companies),
            "sources": cited_sources(sources),
            "dataset": {"revision": revision},
        }
    )


def _initiative_side(cell: InitiativeSide, ids: Mapping[str, list[str]]) -> dict[str, object]:
    return {
        "company": cell.company,
        "matched": cell.matched,
        "initiatives": [initiative_response(each, ids) for each in cell.initiatives],
    }
