"""Plain functions that put answers together from literals, and draw them here and now."""

import json
from typing import Any

from app.charts.comparison import comparison_chart
from app.charts.mix import mix_chart
from app.charts.pen import draw
from app.charts.series import series_chart
from app.charts.sheet import Spec
from app.charts.theme import Look
from app.domain.catalogue import Company, Fact, Metric
from app.domain.comparison import compare
from app.domain.crossover import find_crossovers
from app.domain.history import History
from app.domain.material import Material
from app.domain.mix import take_apart
from app.domain.question import FEWEST_COMPANIES, Question
from app.domain.series import trace
from app.domain.transform import Transformation
from app.domain.window import Window
from tests.factories import AMAZON, NEWS, REVENUE, WALMART, segment, source

SOURCES = {NEWS: source()}
PARTS = tuple(segment(slug=slug, name=slug.title(), breakdowns=("lines",)) for slug in ("cloud", "ads", "stores"))


def comparison_of(*facts: Fact, metric: Metric = REVENUE, companies: tuple[Company, ...] = (), **look: Any) -> Spec:  # noqa: ANN401  any wish
    """Specify the picture of a comparison."""
    question = Question(metric=metric, companies=companies or (AMAZON, WALMART))
    found = compare(question, Material(facts, SOURCES))
    return comparison_chart(found, list(SOURCES.values()), 7, Look(**look))


def mix_of(*facts: Fact, place: int = 1, **look: Any) -> Spec:  # noqa: ANN401  likewise
    """Specify the picture of a mix of Amazon's parts."""
    question = Question(metric=REVENUE, companies=(AMAZON,), shares=frozenset({"revenue-share"}))
    found = take_apart(question, PARTS, Material(facts, SOURCES), None)
    return mix_chart(found, list(SOURCES.values()), 7, Look(**look), place)


def series_of(*facts: Fact, companies: tuple[Company, ...] = (AMAZON, WALMART), **look: Any) -> Spec:  # noqa: ANN401  likewise
    """Specify the picture of levels by year."""
    question = Question(metric=REVENUE, companies=companies)
    lines, missing = trace(question, "annual", Material(facts, SOURCES), Window())
    turns = find_crossovers(question, "annual", lines, ()) if len(companies) >= FEWEST_COMPANIES else None
    found = History(
        question=question,
        made=Transformation("level"),
        frequency="annual",
        window=Window(),
        lines=lines,
        changes=turns,
        missing=missing,
    )
    return series_chart(found, list(SOURCES.values()), 7, Look(**look))


def svg_of(spec: Spec) -> str:
    """Draw a specification."""
    return draw(json.dumps(spec), "svg", 1).decode()


def rows_of(spec: Spec, name: str) -> list[dict[str, Any]]:
    """Return the rows that a specification draws."""
    return next(layer["data"]["values"] for layer in spec["layer"] if layer["data"].get("name") == name)


def bars_of(spec: Spec) -> dict[str, dict[str, Any]]:
    """Return what a specification draws as bars, by name; each text on one line."""
    rows = []
    for row in rows_of(spec, "bars"):
        lines = {"name": " ", "words": " ", "note": " \u00b7 "}
        said = {name: between.join(row[name]).replace("\u00a0", " ") for name, between in lines.items()}
        rows.append({**row, **said})
    return {row["name"]: row for row in rows}


def words_in(spec: Spec) -> str:
    """Return all that a picture says around its plot, on one line."""
    lines = (*spec["title"]["text"], *spec["title"]["subtitle"], *spec["layer"][-1]["encoding"]["text"]["value"])
    return " ".join(lines).replace("\u00a0", " ")
