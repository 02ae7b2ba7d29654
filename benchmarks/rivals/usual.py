"""A comparison as FastAPI and SQLModel services are usually written, over the same table of facts."""

import os
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

engine = create_engine(os.environ["RIVAL_DATABASE_URL"])
app = FastAPI()


class Stored(SQLModel, registry=registry()):
    """What is in the database, in a registry of its own: a test imports it beside our tables."""


class Fact(Stored, table=True):
    """A fact, as far as a comparison needs it."""

    pk: int = Field(primary_key=True)
    id: str
    company: str
    metric: str
    segment: str | None
    source: str
    period_label: str
    printed: str
    value: float | None
    unit: str


class FactPublic(SQLModel):
    """A fact, as it is answered."""

    id: str
    company: str
    source: str
    period_label: str
    printed: str
    value: float
    unit: str


class Comparison(SQLModel):
    """Who leads, by how much, and from which facts."""

    metric: str
    facts: list[FactPublic]
    leader: str
    gap: float
    ratio: float


def get_session() -> Iterator[Session]:
    """Open a session for one request."""
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/compare")
def compare(one: str, other: str, metric: str, period: str, session: SessionDep) -> Comparison:
    """Compare a metric of two companies in a period."""
    query = select(Fact).where(
        col(Fact.company).in_([one, other]),
        Fact.metric == metric,
        Fact.period_label == period,
        col(Fact.segment).is_(None),
        col(Fact.value).is_not(None),
    )
    found = {fact.company: fact for fact in session.exec(query.order_by(col(Fact.source).desc()))}
    if len(found) < 2:  # noqa: PLR2004  a comparison is of two
        raise HTTPException(404, "There are not two facts to compare.")
    facts = [FactPublic.model_validate(fact, from_attributes=True) for fact in found.values()]
    first, second = sorted(facts, key=lambda fact: fact.value, reverse=True)
    return Comparison(
        metric=metric,
        facts=[first, second],
        leader=first.company,
        gap=first.value - second.value,
        ratio=first.value / second.value,
    )
