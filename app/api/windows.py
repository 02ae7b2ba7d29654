"""Windows: from when to when series and crossovers go, as a request spells it."""

from typing import Annotated

from pydantic import Field

from app.api.problems import ProblemError
from app.api.queries import DatasetQuery
from app.domain.errors import UnreadablePeriodError
from app.domain.period import Frequency
from app.domain.window import BOUNDS, Bound, Window, read_bound

BOUND = {"pattern": "^((CY|FY)(19|20)[0-9]{2}(-?Q[1-4])?|(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})$"}
"""How the ends of a window are spelt, for the document."""

FrequencyText = Annotated[
    Frequency | None, Field(description="Years or quarters; by default years, or quarters where no year has a figure.")
]


def read_bound_text(parameter: str, text: str) -> Bound:
    """Read one end of a window. Raises ProblemError."""
    try:
        return read_bound(text)
    except UnreadablePeriodError as error:
        raise ProblemError(
            "unknown-value", str(error), {"parameter": parameter, "allowed": BOUNDS.split(", ")}
        ) from error


class WindowQuery(DatasetQuery):
    """From when to when, in years or in quarters."""

    frequency: FrequencyText = None
    start: Annotated[
        str | None,
        Field(
            alias="from",
            max_length=20,
            description=f"Periods that begin then or later: {BOUNDS}. FY is a company's own year, CY the SEC's frame.",
            json_schema_extra=BOUND,
        ),
    ] = None
    end: Annotated[
        str | None,
        Field(
            alias="to",
            max_length=20,
            description="Only periods that end then or earlier, spelt as `from` is.",
            json_schema_extra=BOUND,
        ),
    ] = None


def read_window(query: WindowQuery) -> Window:
    """Read from when to when. Raises ProblemError."""
    start = None if query.start is None else read_bound_text("from", query.start)
    end = None if query.end is None else read_bound_text("to", query.end)
    window = Window(start, end)
    if window.is_reversed:
        detail = f"from is {query.start}, which lies after to, {query.end}"
        raise ProblemError("out-of-range", detail, {"parameter": "from"})
    return window
