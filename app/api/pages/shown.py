"""What a page shows of a selection: the API's answer, the sentence that says it, and text where no script runs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import Request
from markupsafe import Markup

from app.api.pages.asking import ask
from app.api.pages.code import Block, code_for, element
from app.api.pages.selection import Selection, Theme, address

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
class Shown:
    """A selection with its answer, as it is shown under an origin."""

    selection: Selection
    answer: dict[str, Any]
    origin: str

    @property
    def title(self) -> str:
        """The sentence that says what the answer says."""
        found: str | None = self.answer.get("sentence")
        return found or tally(self.answer["items"], has_more=self.answer["next"] is not None)

    @property
    def lines(self) -> list[str]:
        """What else the answer says, for kinds of which there is no chart."""
        if self.selection.component.name == "checks":
            return [each["sentence"] for each in self.answer["items"]]
        if self.selection.component.name == "strategies":
            return [
                _line(each, self.answer["names"])
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


def _line(initiative: dict[str, Any], names: Mapping[str, str]) -> str:
    return f"{initiative['name']} ({names[initiative['company']]}, {initiative['approach']}): {initiative['summary']}"
