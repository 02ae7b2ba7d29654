"""Marks of bars: fillings, outlines, whiskers, arrows and letters, as layers of Vega-Lite."""

from collections.abc import Mapping, Sequence

from app.charts.sheet import Sheet, Spec, text

_LINE, _NOTE_LETTERS, _NOTE_LINE = 1.5, 0.85, 1.15
_SAID: Spec = {"description": {"field": "description", "type": "nominal"}}
_COLOUR: Spec = {"field": "colour", "type": "nominal", "scale": None}


def bar_layers(
    sheet: Sheet, scale: tuple[float, float], rows: Sequence[Mapping[str, object]], *, is_stacked: bool
) -> list[Spec]:
    """Draw rows that are placed already; `is_stacked` puts each amount below its name and not beside it."""
    x: Spec = {
        "type": "quantitative",
        "scale": {"domain": list(scale), "nice": False, "zero": False},
        "axis": None,
    }
    layers = [*_fillings(sheet, x), *_ends(sheet, x), *_alone(sheet), *_letters(sheet, is_stacked=is_stacked)]
    if scale[0] < 0:
        zero = {"type": "rule", "color": sheet.look.colours.ink, "aria": False}
        layers.append(
            {"mark": zero, "encoding": {"x": {"datum": 0, **x}, "y": _down("top"), "y2": {"field": "bottom"}}}
        )
    for layer in layers:
        layer.setdefault("data", {"name": "bars"})
    layers[0]["data"] = {"name": "bars", "values": list(rows)}
    return layers


def _fillings(sheet: Sheet, x: Spec) -> list[Spec]:
    """What is implied, or lies between the ends of a range, is outlined; the rest is filled; the whole lies behind."""
    colours = sheet.look.colours
    tall = {"y": _down("top"), "y2": {"field": "bottom"}, **_SAID}
    outline = {"type": "rect", "fillOpacity": 0.14, "strokeDash": [4, 3], "strokeWidth": 1.25}
    open_span = {"x": {"field": "open_from", **x}, "x2": {"field": "open_to"}}
    track = {"type": "rect", "aria": False, "fill": colours.rule, "fillOpacity": 0.45}
    across = {"x": {"value": 0}, "x2": {"value": sheet.width}, "y": tall["y"], "y2": tall["y2"]}
    return [
        {**_with("is_part"), "mark": track, "encoding": across},
        {**_with("open_to"), "mark": outline, "encoding": {**open_span, **tall, "fill": _COLOUR, "stroke": _COLOUR}},
        {
            **_with("to"),
            "mark": {"type": "rect"},
            "encoding": {"x": {"field": "from", **x}, "x2": {"field": "to"}, **tall, "fill": _COLOUR},
        },
    ]


def _ends(sheet: Sheet, x: Spec) -> list[Spec]:
    """A whisker from end to end, or an arrow where there is no end."""
    ink, size = sheet.look.colours.ink, sheet.size
    middle = {"y": _down("middle"), **_SAID}
    tick = {"type": "tick", "orient": "vertical", "color": ink, "thickness": 1.5, "size": round(size * 0.6, 1)}
    arrow = {"type": "point", "filled": True, "opacity": 1, "size": round((size * 0.8) ** 2, 1)}
    shape = {"field": "arrow", "type": "nominal", "scale": None}
    return [
        {
            **_with("low"),
            "mark": {"type": "rule", "color": ink, "strokeWidth": 1.5},
            "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, **middle},
        },
        *({**_with("low"), "mark": tick, "encoding": {"x": {"field": end, **x}, **middle}} for end in ("low", "high")),
        {
            **_with("arrow"),
            "mark": arrow,
            "encoding": {"x": {"field": "open_to", **x}, **middle, "shape": shape, "color": _COLOUR},
        },
    ]


def _alone(sheet: Sheet) -> list[Spec]:
    """What stands in the place of a bar that would say how large something is: a square, dotted if nobody can say."""
    side = round(sheet.size * 0.8, 1)
    square = {"type": "point", "shape": "square", "opacity": 1, "size": round(side**2, 1)}
    dotted = {**square, "filled": False, "strokeDash": [2, 2], "strokeWidth": 1.25}
    middle = {"x": {"value": side / 2}, "y": _down("middle"), "color": _COLOUR, **_SAID}
    return [
        {**_with("is_alone"), "mark": {**square, "filled": True}, "encoding": middle},
        {**_with("is_wide"), "mark": dotted, "encoding": middle},
    ]


def _letters(sheet: Sheet, *, is_stacked: bool) -> list[Spec]:
    """Name and amount over the bar, notes under it."""
    size = sheet.size
    place, align = (0, "left") if is_stacked else (sheet.width, "right")
    line = round(size * _LINE, 1)
    return [
        text({"value": 0}, _down("name_y"), {"field": "name"}, fontSize=size, lineHeight=line, fontWeight=600),
        text({"value": place}, _down("words_y"), {"field": "words"}, fontSize=size, lineHeight=line, align=align),
        text(
            {"value": 0},
            _down("note_y"),
            {"field": "note"},
            fontSize=round(size * _NOTE_LETTERS, 1),
            lineHeight=round(size * _NOTE_LINE, 1),
            baseline="top",
            color=sheet.look.colours.muted,
        ),
    ]


def _with(field: str) -> Spec:
    """Draw only the rows that have a field."""
    return {"transform": [{"filter": f"isValid(datum.{field})"}]}


def _down(field: str) -> Spec:
    """Place at pixels from the top that are worked out already."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}
