"""Series: a line for each company through time, broken where nothing is known, with the changes of the lead."""

from collections.abc import Iterator, Sequence

from app.charts.axes import moment
from app.charts.bars import Bar, Bars
from app.charts.lines import LinePlot, Mark, Turn
from app.charts.sheet import Caption, Plot, Spec, picture
from app.charts.theme import Look, Theme
from app.charts.words import asked_pieces, doubt, exact, footer, in_unit
from app.domain.catalogue import Source
from app.domain.crossover import Crossover
from app.domain.history import History
from app.domain.naming import listed, noun_of
from app.domain.series import BreakCode, Line
from app.domain.transform import Over, Transform, unit_of
from app.domain.wording import amount

_MADE: dict[Transform, str] = {
    "change": "Change of {}",
    "growth": "growth of {}",
    "index": "index of {}",
    "share": "share of {}",
    "cagr": "compound growth of {} a year",
}
_BREAKS: dict[BreakCode, str] = {
    "basis-differs": "restated from here on",
    "definition-differs": "something else is reported from here on",
}
_OVER: dict[Over, str] = {"year": " on the year before", "previous": " on the period before"}


def series_chart(found: History, sources: Sequence[Source], revision: int, look: Look) -> Spec:
    """Specify the picture of a series. Raises TooLowError."""
    question, made = found.question, found.made
    steps = "year" if found.frequency == "annual" else "quarter"
    gaps = sum(len(line.gaps) for line in found.lines)
    what = _MADE.get(made.transform, "{}").format(noun_of(question.metric))
    over = _OVER[made.over] if made.over else ""
    unit = unit_of(made.transform, question.metric)
    by = "" if made.transform == "cagr" else f", by {steps}"
    shown = [f"{in_unit(what, unit)}{over}{by}", *asked_pieces(question)]
    shown += [f"{gaps} {steps}{'s' if gaps > 1 else ''} without a figure"] if gaps else []
    said = [*_breaks(found.lines), *footer(sources, question.companies, revision)]
    caption = Caption(finding=found.sentence, shown=shown, footer=said)
    return picture(look, caption, _plot(found, look.colours))


def _plot(found: History, colours: Theme) -> Plot:
    places = {company.slug: place for place, company in enumerate(found.question.companies)}
    drawn = [(line, colours.company(places[line.company.slug])) for line in found.lines if line.points]
    if found.made.transform == "cagr":
        return Bars([_bar(line, colour) for line, colour in drawn])
    turns = found.changes.crossovers if found.changes else ()
    names = {company.slug: company.name for company in found.question.companies}
    return LinePlot(
        marks=[mark for line, colour in drawn for mark in _marks(found, line, colour)],
        turns=[_turn(found, each, names) for each in turns],
        unit=unit_of(found.made.transform, found.question.metric),
        frequency=found.frequency,
    )


def _breaks(lines: Sequence[Line]) -> Iterator[str]:
    """Say what the dotted ticks mean: "Dotted ticks: restated from here on (Walmart FY2009 and FY2012)"."""
    for code, what in _BREAKS.items():
        found = [
            (line.company.name, [each.period.label for each in line.breaks if each.code == code]) for line in lines
        ]
        said = [f"{name} {listed(labels)}" for name, labels in found if labels]
        count = sum(len(labels) for _, labels in found)
        if said:
            yield f"Dotted tick{'s' if count > 1 else ''}: {what} ({', '.join(said)})"


def _marks(found: History, line: Line, colour: str) -> Iterator[Mark]:
    """Place a line's points in time; a run ends where a period has none."""
    run, last = 0, None
    breaks = {each.period.label for each in line.breaks}
    for point in line.points:
        step = point.period.step(found.frequency)
        run += last is not None and step != last + 1
        last = step
        yield Mark(
            name=line.company.name,
            colour=colour,
            run=run,
            moment=moment(point.period, found.frequency),
            quantity=point.computed.quantity,
            words=amount(point.computed.quantity),
            is_break=point.period.label in breaks,
            description=f"{line.company.name}, {point.period.label}: {exact(point.computed.quantity)}",
        )


def _turn(found: History, change: Crossover, names: dict[str, str]) -> Turn:
    leader = change.after.of(change.to_company)
    doubt = "" if change.decided else ", though the ranges do not decide it"
    taken = f"{names[change.to_company]} takes the lead"
    return Turn(
        moment=moment(leader.period, found.frequency),
        quantity=leader.computed.quantity,
        words=(taken, change.after.label),
        description=f"{taken} from {names[change.from_company]}, {change.before.label} to {change.after.label}{doubt}",
    )


def _bar(line: Line, colour: str) -> Bar:
    (point,) = line.points
    quantity = point.computed.quantity
    years = point.period.label.replace("/", " to ")
    return Bar(
        name=line.company.name,
        quantity=quantity,
        words=f"{amount(quantity)} a year",
        notes=[note for note in (years, doubt(quantity)) if note],
        colour=colour,
        about=f"{line.company.name}, {point.period.label}",
    )
