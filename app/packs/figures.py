"""Figures and periods of entries: read as printed, placed on a calendar, or refused with the reason."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from app.domain.catalogue import Company, Metric
from app.domain.errors import OtherUnitError, UnreadableFigureError, UnreadablePeriodError
from app.domain.figure import MetricKind, read_figure
from app.domain.period import LABELS, Period, is_period_label, kind_of_label, read_period
from app.domain.quantity import Quantity, Unit
from app.packs import schema
from app.packs.references import References
from app.packs.validation import Located

_DAYS = {"annual": (350, 378), "quarter": (77, 126), "year-to-date": (160, 300)}
"""Shortest and longest: years of 52 or 53 weeks, quarters of 12 to 17, as some retailers have them, and some slack."""


def read_quantity(at: Located[schema.FactEntry], metric: Metric | None, references: References) -> Quantity | None:
    """Read the printed figure, or take the editor's own range where there is one.

    Without a metric, which is a mistake of its own, the figure is read all the same, to find what is wrong with it.
    """
    entry = at.entry
    unit, kind = (metric.unit, metric.kind) if metric else (None, None)
    try:
        if entry.low is None and entry.high is None:
            return _kept(read_figure(entry.printed, unit=unit, kind=kind), at, "printed", references)
        if entry.note is None:
            references.add(at.mistake("note", "a range of the editor's own needs a note that says why"))
        key = "high" if entry.low is None else "low"
        own = Quantity(_centre(entry, unit, kind), entry.low, entry.high, unit or "count")
        return _kept(own, at, key, references)
    except OtherUnitError as error:
        references.add(at.mistake("printed", str(error)))
    except UnreadableFigureError as error:
        references.add(at.mistake("printed", f"{error}; or give low or high, with a note"))
    except ValueError as error:
        references.add(at.mistake("low", str(error)))
    return None


def _centre(entry: schema.FactEntry, unit: Unit | None, kind: MetricKind | None) -> Decimal | None:
    """Return the printed number that an editor's own range lies around, None where it prints none or another.

    Raises OtherUnitError: what is printed in another unit is no number of ours, whatever range is given.
    """
    try:
        value = read_figure(entry.printed, unit=unit, kind=kind).value
    except OtherUnitError:
        raise
    except UnreadableFigureError:
        return None
    is_within = (
        value is not None and entry.low is not None and entry.high is not None and entry.low <= value <= entry.high
    )
    return value if is_within else None


def read_claimed(at: Located[schema.ClaimEntry], metric: Metric, references: References) -> Quantity | None:
    """Read a claim's figure: a multiple, a share, a number of quarters, or else in the metric's unit."""
    units: dict[str, Unit] = {
        "multiple": "multiple",
        "share": "fraction",
        "growth": "fraction",
        "streak": "quarters",
        "faster-growth": "quarters",
    }
    unit = units.get(at.entry.operation, metric.unit)
    kind = "count" if unit == "quarters" else metric.kind
    try:
        quantity = read_figure(at.entry.printed or "", unit=unit, kind=kind)
        return _kept(quantity, at, "printed", references)
    except UnreadableFigureError as error:
        references.add(at.mistake("printed", str(error)))
    return None


def check_condition(at: Located[schema.ClaimEntry], metric: Metric, references: References) -> None:
    """Hold what a streak has to reach against the metric's unit: it is read when the claim is checked."""
    try:
        least = read_figure(at.entry.condition or "", unit=metric.unit, kind=metric.kind).low
    except UnreadableFigureError as error:
        references.add(at.mistake("condition", str(error)))
        return
    if least is None:
        references.add(at.mistake("condition", "the figure has no lower end that could be reached"))


def _kept(
    quantity: Quantity,
    at: Located[schema.FactEntry] | Located[schema.ClaimEntry],
    key: str,
    references: References,
) -> Quantity | None:
    """Return a quantity that doubles hold as written; one that they do not would come back from the store changed."""
    ends = (quantity.value, quantity.low, quantity.high)
    if any(end is not None and Decimal(repr(float(end))) != end for end in ends):
        references.add(at.mistake(key, "more digits, or a greater exponent, than the store can keep"))
        return None
    return quantity


def place_period(
    at: Located[schema.FactEntry] | Located[schema.ClaimEntry],
    company: Company,
    metric: Metric,
    references: References,
) -> Period | None:
    """Place the period on the company's calendar, or take its own dates."""
    given, note = at.entry.period, at.entry.period_inferred
    try:
        if isinstance(given, schema.PeriodEntry):
            _check_dates(at, given, references)
            instant = Period(given.label, "instant", end=given.end)
            period = instant if metric.at_instant else Period(given.label, given.kind, given.start, given.end)
        else:
            return label_period(str(given), company.year_end_month, note, instant=metric.at_instant)
    except UnreadablePeriodError as error:
        references.add(at.mistake("period", str(error)))
        return None
    return replace(period, inferred=note is not None, note=note)


@lru_cache(maxsize=10_000)
def label_period(label: str, year_end_month: int | None, note: str | None, *, instant: bool) -> Period:
    """Place a label on a company's calendar; with a note the period is inferred. Raises UnreadablePeriodError."""
    period = read_period(label, year_end_month=year_end_month, instant=instant)
    return replace(period, inferred=note is not None, note=note)


def _check_dates(
    at: Located[schema.FactEntry] | Located[schema.ClaimEntry], given: schema.PeriodEntry, references: References
) -> None:
    """Hold a period's own dates against its kind, and its kind against its label."""
    days = (given.end - given.start).days + 1
    shortest, longest = _DAYS.get(given.kind, (1, days))
    if not is_period_label(given.label):
        references.add(at.mistake("period", f"{given.label!r} is not a period; periods look like {LABELS}"))
    elif given.kind != kind_of_label(given.label):
        references.add(at.mistake("period", f"the label {given.label!r} does not name a period of kind {given.kind}"))
    if given.start >= given.end:
        references.add(at.mistake("period", f"the period {given.label!r} ends before it starts"))
    elif not shortest <= days <= longest:
        problem = f"a period of kind {given.kind} lasts {shortest} to {longest} days, not {days}"
        references.add(at.mistake("period", problem))
