"""Marks of lines: grid, bands, strokes, points, turns and letters, as layers of Vega-Lite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.charts.axes import TimeAxis, label_of
from app.charts.sheet import Sheet, Spec, text
from app.domain.quantity import Unit

_SAID: Spec = {"description": {"field": "description", "type": "nominal"}}
_COLOUR: Spec = {"field": "colour", "type": "nominal", "scale": None}
_MANY = 60
"""Points from which on they are drawn small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a plot lies on its sheet, in pixels, and its scales: round numbers upwards, moments across."""

    left: float
    right: float
    top: float
    bottom: float
    numbers: Sequence[float]
    unit: Unit
    time: TimeAxis

    def across(self, moment: float) -> float:
        """How many pixels from the left a moment lies."""
        first, last = self.time.ends
        return self.left + (moment - first) / (last - first) * (self.right - self.left)

    def up(self, number: float) -> float:
        """How many pixels from the top of the sheet a number lies."""
        least, most = self.numbers[0], self.numbers[-1]
        return self.bottom - (number - least) / (most - least) * (self.bottom - self.top)


Rows = Sequence[Mapping[str, object]]


def line_layers(sheet: Sheet, frame: Frame, rows: Rows, turns: Rows, names: Rows) -> list[Spec]:
    """Draw what is placed already: grid and ranges first, then lines, points, turns and names."""
    x, y = _scales(sheet, frame)
    layers = [
        *_ranges(sheet, x, y),
        _line(sheet, x, y),
        _points(sheet, x, y, small=len(rows) > _MANY),
        *(_arrows(sheet, x, y) if any("arrow" in row for row in rows) else []),
        *([_breaks(sheet, x)] if any("break_from" in row for row in rows) else []),
        *(_turns(sheet, frame, turns, x, y) if turns else []),
        *_names(sheet, names),
    ]
    for layer in layers:
        layer.setdefault("data", {"name": "points"})
    layers[0]["data"] = {"name": "points", "values": list(rows)}
    return layers


def _scales(sheet: Sheet, frame: Frame) -> tuple[Spec, Spec]:
    """Letter round numbers above their grid lines, and years below the lowest, each between its tick and the next."""
    size, colours = sheet.size, sheet.look.colours
    letters = {"labelFontSize": round(size * 0.9, 1), "labelColor": colours.muted, "title": None, "domain": False}
    across = {
        **letters,
        "values": frame.time.ticks,
        "labelExpr": frame.time.letters,
        "labelOffset": round((frame.across(frame.time.apart) - frame.across(0)) / 2, 2),
        "offset": round(frame.bottom - sheet.plot, 1),
        "grid": False,
        "tickColor": colours.rule,
        "tickSize": 4,
        "labelPadding": 3,
        "labelFlush": False,
        "labelOverlap": False,
    }
    up = {
        **letters,
        "values": list(frame.numbers),
        "labelExpr": label_of(frame.unit),
        "ticks": False,
        "gridColor": {"condition": {"test": "datum.value === 0", "value": colours.muted}, "value": colours.rule},
        "labelAlign": "left",
        "labelPadding": 0,
        "zindex": 0,
    }
    x_range, y_range = [frame.left, frame.right], [frame.bottom, frame.top]
    x_scale = {"domain": list(frame.time.ends), "range": [round(each, 1) for each in x_range]}
    y_scale = {"domain": [frame.numbers[0], frame.numbers[-1]], "range": [round(each, 1) for each in y_range]}
    exactly = {"nice": False, "zero": False}
    return (
        {"field": "moment", "type": "quantitative", "scale": {**x_scale, **exactly}, "axis": across},
        {"field": "value", "type": "quantitative", "scale": {**y_scale, **exactly}, "axis": up},
    )


def _ranges(sheet: Sheet, x: Spec, y: Spec) -> list[Spec]:
    """A band where ranges follow each other, and a whisker at each point."""
    valid = [{"filter": "isValid(datum.low)"}]
    ends = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    band = {"type": "area", "opacity": 0.16, "aria": False}
    rule = {"type": "rule", "strokeWidth": round(sheet.size * 0.1, 1), "opacity": 0.75}
    return [
        {"transform": valid, "mark": band, "encoding": {**ends, "detail": {"field": "line"}, "color": _COLOUR}},
        {"transform": valid, "mark": rule, "encoding": {**ends, "color": _COLOUR, **_SAID}},
    ]


def _line(sheet: Sheet, x: Spec, y: Spec) -> Spec:
    """Join the points of a run; what has no central figure breaks it."""
    mark = {"type": "line", "strokeWidth": round(sheet.size * 0.16, 1), "strokeJoin": "round", "aria": False}
    return {
        "mark": {**mark, "invalid": "break-paths-show-domains"},
        "encoding": {"x": x, "y": y, "detail": {"field": "line"}, "color": _COLOUR},
    }


def _points(sheet: Sheet, x: Spec, y: Spec, *, small: bool) -> Spec:
    """A dot for each figure, which says its exact numbers."""
    size = round((sheet.size * (0.28 if small else 0.42)) ** 2, 1)
    return {
        "transform": [{"filter": "isValid(datum.value)"}],
        "mark": {"type": "point", "shape": "circle", "filled": True, "opacity": 1, "size": size},
        "encoding": {"x": x, "y": y, "color": _COLOUR, **_SAID},
    }


def _arrows(sheet: Sheet, x: Spec, y: Spec) -> list[Spec]:
    """An arrow where a range has no end."""
    mark = {"type": "point", "filled": True, "opacity": 1, "size": round((sheet.size * 0.7) ** 2, 1)}
    shape = {"field": "arrow", "type": "nominal", "scale": None}
    end = {"x": x, "y": {**y, "field": "open"}, "shape": shape, "color": _COLOUR, **_SAID}
    return [{"transform": [{"filter": "isValid(datum.arrow)"}], "mark": mark, "encoding": end}]


def _breaks(sheet: Sheet, x: Spec) -> Spec:
    """A dotted tick across a line from where on its figures are not like those before."""
    rule = {
        "type": "rule",
        "color": sheet.look.colours.ink,
        "strokeDash": [1.5, 2.5],
        "strokeWidth": 1.5,
        "aria": False,
    }
    down: Spec = {"field": "break_from", "type": "quantitative", "scale": None, "axis": None}
    return {
        "transform": [{"filter": "isValid(datum.break_from)"}],
        "mark": rule,
        "encoding": {"x": x, "y": down, "y2": {"field": "break_to"}},
    }


def _turns(sheet: Sheet, frame: Frame, turns: Rows, x: Spec, y: Spec) -> list[Spec]:
    """A ring where the lead changed hands, and a thin line up to the words that say so."""
    size, colours = sheet.size, sheet.look.colours
    data: Spec = {"name": "turns", "values": list(turns)}
    rule = {"type": "rule", "color": colours.muted, "strokeDash": [2, 3], "aria": False}
    ring = {"type": "point", "shape": "circle", "filled": False, "opacity": 1, "color": colours.ink, "strokeWidth": 1.5}
    top = round(max(size * 0.4, frame.top - size * 2.4), 1)
    words = [
        text(
            {"field": "words_x", "type": "quantitative", "scale": None, "axis": None},
            {"value": top},
            {"field": "words"},
            data=data["values"],
            fontSize=round(size * 0.9, 1),
            lineHeight=round(size * 1.15, 1),
            baseline="top",
            align={"expr": "datum.side"},
        )
    ]
    return [
        {"data": data, "mark": rule, "encoding": {"x": x, "y": y, "y2": {"value": top}}},
        {
            "data": {"name": "turns"},
            "mark": {**ring, "size": round((size * 0.9) ** 2, 1)},
            "encoding": {"x": x, "y": y, **_SAID},
        },
        *words,
    ]


def _names(sheet: Sheet, names: Rows) -> list[Spec]:
    """Names in the colours of their lines, with the newest amounts."""
    size = sheet.size
    across = {"field": "x", "type": "quantitative", "scale": None, "axis": None}
    down = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    named = text(across, down, {"field": "name"}, data=names, fontSize=size, fontWeight=600)
    named["encoding"]["color"] = _COLOUR
    return [named, text(across, down, {"field": "words"}, data=names, fontSize=size, dy=round(size * 1.2, 1))]
