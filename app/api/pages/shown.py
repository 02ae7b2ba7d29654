"""What a page shows of a selection: the API's answer, the sentence that says it, and text where no script runs."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from fastapi import Request
from markupsafe import Markup

from app.api.asking import ask
from app.api.pages.code import Block, code_for, element
from app.api.pages.printing import in_print, long_day
from app.api.pages.selection import Selection, Theme, address
from app.charts.theme import NARROWEST
from app.domain.naming import listed, possessive

Room = Literal["wide", "half"]
"""How much of a wide page a picture has."""

CARD_WIDTH, CARD_HEIGHT = 1200, 630
"""Pixels of the picture that is shown beside a link."""

PICTURE_WIDTHS: dict[Room, int] = {"wide": 960, "half": 480}
"""Pixels of the pictures that stand on a wide page where no script runs."""
NARROWER = (("27rem", 320), ("36rem", 420), ("48rem", 560), ("62rem", 740))
"""Likewise on pages of at most some width: as wide as the column allows, since letters shrink with a picture."""

RESULTS = {
    "consistent": ("holds", "hold"),
    "loose": ("holds loosely", "hold loosely"),
    "inconsistent": ("does not hold", "do not hold"),
    "uncheckable": ("cannot be checked", "cannot be checked"),
}
"""What one claim does, and several, by the result of its check: the words of the component."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is said, and the title of the source that says it; empty where the text does not depend on that."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The address of a picture, absolute, and how wide and high it is in pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A selection with its answer, as it is shown under an origin."""

    selection: Selection
    answer: dict[str, Any]
    origin: str

    @property
    def title(self) -> str:
        """The sentence that says what the answer says, with the marks of print."""
        found: str | None = self.answer.get("sentence")
        return in_print(found or tally(self.answer["items"], has_more=self.answer["next"] is not None))

    @property
    def headline(self) -> str:
        """The title without the periods of its figures, which `periods` says; amounts stand on one line each."""
        labels = {each["fact"]["period"]["label"] for each in self._figures}
        left_out = re.sub(r" \(([^()]+)\)", lambda found: "" if found[1] in labels else found[0], self.title)
        return re.sub(r"(?<=\d) (?=[mbt]r?illion)", "\u00a0", left_out)

    @property
    def periods(self) -> str:
        """Say whose figures are of which period, for a comparison; empty where nothing is left out of the headline."""
        if not any(f"({each['fact']['period']['label']})" in self.title for each in self._figures):
            return ""
        names = self.answer["names"]
        said = [f"{possessive(names[each['company']])} {_ending(each['fact']['period'])}" for each in self._figures]
        return in_print(f"The figures are of {listed(said)}.")

    @property
    def _figures(self) -> list[dict[str, Any]]:
        """Whose figures stand side by side, where that are facts of whole companies."""
        return [each for each in self.answer.get("entries", []) if each.get("fact")]

    @property
    def lines(self) -> list[Line]:
        """What else the answer says, for kinds of which there is no chart."""
        if self.selection.component.name == "checks":
            titles = {each["slug"]: titled(each) for each in self.answer["sources"]}
            return [
                Line(in_print(each["sentence"]), titles.get(each["source"], each["source"]))
                for each in self.answer["items"]
            ]
        if self.selection.component.name == "strategies":
            return [
                Line(in_print(_line(each, self.answer["names"])))
                for row in self.answer["initiatives"]
                for cell in row["cells"]
                for each in cell["initiatives"]
            ]
        return []

    @property
    def card(self) -> str | None:
        """The address of the picture of it for a link, absolute; None where there is none."""
        if not self.selection.component.has_chart:
            return None
        return self.origin + self.selection.chart("png", width=CARD_WIDTH, height=CARD_HEIGHT)

    async def thumbnail(self, request: Request, width: int, height: int) -> Thumbnail | None:
        """Find a picture no larger than so many pixels; None where there is none, or none so small."""
        if self.card is None or width < NARROWEST:
            return None
        if width >= CARD_WIDTH and height >= CARD_HEIGHT:
            return Thumbnail(self.card, CARD_WIDTH, CARD_HEIGHT)
        wide = min(width, CARD_WIDTH)
        spec = await ask(request, self.selection.chart("vl.json", width=wide))
        around = spec["padding"]
        high = round(spec["height"] + around["top"] + around["bottom"])
        if high > height:
            return None
        return Thumbnail(self.origin + self.selection.chart("png", width=wide, height=high), wide, high)

    @property
    def card_size(self) -> tuple[int, int]:
        """How wide and how high the card is, in pixels."""
        return CARD_WIDTH, CARD_HEIGHT

    def picture(self, theme: Theme, width: int) -> str:
        """Return the path of a picture of it for a page; only where there is a chart."""
        return self.selection.chart("svg", theme=theme, width=width)

    @property
    def widths(self) -> tuple[dict[Room, int], tuple[tuple[str, int], ...]]:
        """How wide a picture is on a wide page, by its room, and on narrower ones."""
        return PICTURE_WIDTHS, NARROWER

    @property
    def page(self) -> str:
        """The address of the page that shows it alone, absolute."""
        return self.origin + self.selection.embed

    @property
    def discovery(self) -> str:
        """The address of what oEmbed says of it, absolute."""
        return discovery(self.origin, self.page)

    @property
    def printed(self) -> str:
        """The figure as its source prints it; empty but for a fact."""
        found: str = self.answer.get("printed", "")
        return found

    @property
    def element(self) -> Markup:
        """The element that shows it, around the figure as printed where it is one."""
        return element(self.selection, self.printed)

    @property
    def code(self) -> list[Block]:
        """Code to copy."""
        return code_for(self.selection, self.origin, self.title)


async def show(request: Request, selection: Selection, *, revision: int | None = None) -> Shown:
    """Ask for a selection, as a revision of the dataset has it. Raises ProblemError with what the API refuses."""
    pairs = selection.query
    if revision is not None:
        pairs = {"revision": str(revision), **pairs}
    answer = await ask(request, address(selection.path, pairs.items()))
    return Shown(selection, answer, request.app.state.outside.origin(request.scope))


def discovery(origin: str, page: str) -> str:
    """Return the address of what oEmbed says of a page."""
    return origin + address("/oembed", [("url", page), ("format", "json")])


def tally(checks: list[dict[str, Any]], *, has_more: bool = False) -> str:
    """Say how many of some claims hold, and whether they are only the first of more."""
    counts = Counter(each["result"] for each in checks)
    said = [f"{counts[result]} {words[counts[result] > 1]}" for result, words in RESULTS.items() if counts[result]]
    many = f"{'The first ' if has_more else ''}{len(checks)} {'claim' if len(checks) == 1 else 'claims'}"
    return f"{many} recomputed: {', '.join(said) or 'none'}."


def titled(source: dict[str, Any]) -> str:
    """Return a source's title, in brackets where that is ours."""
    return in_print(f"[{source['title']}]" if source["title_is_ours"] else source["title"])


def _ending(period: dict[str, Any]) -> str:
    """Name a period with its last day, where that is known: "FY2025 (to 31 December 2025)"."""
    label: str = period["label"]
    if not period["end"]:
        return label
    return f"{label} ({'at' if period['kind'] == 'instant' else 'to'} {long_day(date.fromisoformat(period['end']))})"


def _line(initiative: dict[str, Any], names: Mapping[str, str]) -> str:
    return f"{initiative['name']} ({names[initiative['company']]}, {initiative['approach']}): {initiative['summary']}"
