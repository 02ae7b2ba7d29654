"""Faults: why there is no draft, or not all of one, each with what to do and the exit code that says so."""

from pathlib import Path
from typing import ClassVar

from app.domain.errors import RivalryError


class EdgarError(RivalryError):
    """The SEC's answer cannot be had, or cannot be drafted from; the message says what to do."""

    exit_code: ClassVar[int] = 7


class NoContactError(EdgarError):
    """There is no User-Agent, and the SEC asks for one that names a contact."""

    exit_code = 2

    def __init__(self) -> None:
        """Say what to set."""
        super().__init__(
            "RIVALRY_EDGAR_AGENT is not set; the SEC answers only who says how to be reached, as in "
            "RIVALRY_EDGAR_AGENT='Example Daily facts@example.com'; --offline needs none"
        )


class NowhereToKeepError(EdgarError):
    """There is no folder in which answers could be kept, and without one no turns are taken."""

    exit_code = 2

    def __init__(self, folder: Path, why: Exception) -> None:
        """Say what to set."""
        super().__init__(
            f"no answers can be kept in {folder} ({why}); set RIVALRY_EDGAR_CACHE to a folder that can be written to"
        )


class UnreachableError(EdgarError):
    """The SEC was asked as often as is decent, and did not answer, or refused."""


class UnknownFilerError(EdgarError):
    """The SEC holds no facts under the company's number."""

    exit_code = 8


class MalformedAnswerError(EdgarError):
    """What was answered is not JSON, or not in the shape of the companyfacts API."""

    exit_code = 9


class NotJsonError(MalformedAnswerError):
    """What was answered cannot be read at all, as where it is cut off: asked again, it may be whole."""

    def __init__(self, where: str, why: str) -> None:
        """Say where it breaks off."""
        super().__init__(f"{where} is not JSON: {why}; it may be cut off: get it again")
        self.why = why


class OtherCompanyError(EdgarError):
    """The answer is about a company that was not asked for."""

    exit_code = 10


class MissingConceptError(EdgarError):
    """The answer has none of the concepts that are drafted, or nothing of them that may be."""

    exit_code = 11


class UnknownUnitError(EdgarError):
    """The answer states in units never seen all that would be drafted; where it is only a part, the rest is written.

    The exit code is the same.
    """

    exit_code = 12
