"""Strategies: initiatives and stances of companies side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from app.api.responses.citing import Names, Sources, cited_sources, names_of
from app.api.responses.facts import FactResponse
from app.api.responses.shape import FromRevision, Response, described
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

    approach: Annotated[catalogue.Approach, described("How it is done.")]
    initiatives: Annotated[int, described("How many initiatives take it.", ge=1)]


class ApproachSideResponse(Response):
    """The approaches of one company, the most frequent first."""

    company: Annotated[str, described("Slug of the company.")]
    matched: Annotated[bool, described("False where no source states anything.")]
    approaches: Annotated[
        list[ApproachCountResponse],
        described("Its approaches, the most frequent first; empty where no source states any."),
    ]


class InitiativeSideResponse(Response):
    """What one company does of one kind."""

    company: Annotated[str, described("Slug of the company.")]
    matched: Annotated[bool, described("False where no source states anything.")]
    initiatives: Annotated[
        list[InitiativeResponse], described("Its initiatives of the kind; empty where no source states any.")
    ]


class InitiativesOfKindResponse(Response):
    """One kind of initiative, a cell for each company."""

    kind: Annotated[catalogue.InitiativeKind, described("What the initiatives are.")]
    cells: Annotated[list[InitiativeSideResponse], described("A cell for each company, in the order asked for.")]


class StanceSideResponse(Response):
    """What is said of one company under one topic."""

    company: Annotated[str, described("Slug of the company.")]
    matched: Annotated[bool, described("False where no source says anything.")]
    statements: Annotated[list[StatementResponse], described("What sources say of it; empty where they say nothing.")]


class StancesOnTopicResponse(Response):
    """One topic, a cell for each company."""

    topic: Annotated[catalogue.Topic, described("What the statements are about.")]
    cells: Annotated[list[StanceSideResponse], described("A cell for each company, in the order asked for.")]


class StrategiesResponse(Response):
    """Initiatives and stances side by side."""

    companies: Annotated[list[str], described("Slugs of the companies, as asked for.")]
    approaches: Annotated[list[ApproachSideResponse], described("How each company goes about AI.")]
    initiatives: Annotated[list[InitiativesOfKindResponse], described("What the companies do, by kind.")]
    stances: Annotated[list[StancesOnTopicResponse], described("What is said of the companies, by topic.")]
    facts: Annotated[list[FactResponse], described("The facts that the initiatives name.")]
    sentence: Annotated[str, described("How the companies differ, in a sentence.")]
    names: Annotated[Names, described("The names of all companies in the answer, partners among them, by slug.")]
    sources: Sources
    dataset: FromRevision


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
