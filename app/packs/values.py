"""Values: what may stand behind a key of a pack, and the words for it."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, StringConstraints, WithJsonSchema

from app.domain.characters import unfit
from app.domain.period import FIRST_YEAR, LAST_YEAR

MOST_WORDS = 8
"""Words that a printed figure may have; more is the source's sentence, which is not ours to keep."""


def _fit(text: str) -> str:
    if problem := unfit(text):
        raise ValueError(problem)
    return text


def _at_most_eight_words(printed: str) -> str:
    if len(printed.split()) > MOST_WORDS:
        raise ValueError(f"a figure has at most {MOST_WORDS} words")
    return printed


def _not_a_timestamp(given: object) -> object:
    """Take text only as YYYY-MM-DD: a number in a cell would be read as seconds since 1970."""
    if isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII) is None:
        raise ValueError(f"a date is written {YEAR_MONTH_DAY}")
    return given


def _in_our_digits(given: object) -> object:
    """Take a whole number as what it is, and text only as we write numbers: Python reads all digits, and 1_000."""
    if type(given) is int:
        return Decimal(given)
    if isinstance(given, str) and not (given.isascii() and "_" not in given):
        raise ValueError("a number is written with the digits 0 to 9")
    return given


def _in_known_years(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"a day of the years {FIRST_YEAR} to {LAST_YEAR} is expected")
    return day


def _of_a_host(url: str) -> str:
    """Take an address that names a host, and nobody: what is served shows it to everybody."""
    try:
        parts = urlsplit(url)
        is_whole = bool(HttpUrl(url).host and parts.hostname) and parts.port != 0
    except ValueError:  # pydantic's own errors are of it
        is_whole = False
    if not is_whole:
        raise ValueError("no address of a host")
    if "@" in parts.netloc:
        raise ValueError("an address has no user name and no password")
    return url


def _on_every_system(name: str) -> str:
    if name.removesuffix(".csv").upper() in _DEVICES:
        raise ValueError("that name is a device's on Windows")
    return name


def constant(given: object) -> object:
    """Take what a table may say of all its rows: what a cell could spell."""
    if not isinstance(given, str | bool | int):
        raise ValueError("a text, a whole number, true or false is expected")  # noqa: TRY004  pydantic's own way
    return given


def to_slug(text: str) -> str:
    """Spell a text as a slug; empty where nothing of it may stand in one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
CALLED = r"^[^\s\p{Cc},]([^\p{Cc},]*[^\s\p{Cc},])?$"
TEXT = r"^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$"
URL = r"^https?://[!#-;=?-\[\]_a-z~%]+$"
CIK = r"^[0-9]{10}$"
SHA256 = r"^[0-9a-f]{64}$"
MONTH_DAY = r"^[0-9]{2}-[0-9]{2}$"
FORM = r"^[A-Z0-9][A-Z0-9 ./-]{0,29}$"
CSV_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*\.csv$"
ACCESSION = r"^[0-9]{10}-[0-9]{2}-[0-9]{6}$"
SPELLINGS = {
    SLUG: "lower-case letters and digits with single hyphens between",
    TEXT: "one line without spaces around it",
    CALLED: "words on one line, without commas, and without spaces around them",
    URL: "an address that begins with http:// or https://, in ASCII",
    CIK: "ten digits, leading zeros included",
    SHA256: "64 hexadecimal digits in lower case",
    MONTH_DAY: "MM-DD",
    FORM: "the SEC's name of a form, such as 10-K",
    CSV_NAME: "the name of a CSV file in the folder of the pack",
    ACCESSION: "an accession number of the SEC, such as 0001018724-26-000004",
}
"""What each pattern asks for, in words."""
YEAR_MONTH_DAY = "2026-01-31"

MOST_IN_A_LIST = 50
"""Companies of a claim, overlaps of a segment, paragraphs of a statement…"""

_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10))}

Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=80)]
Slugs = Annotated[list[Slug], Field(max_length=MOST_IN_A_LIST)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=600, pattern=TEXT), AfterValidator(_fit)]
Printed = Annotated[
    str, StringConstraints(min_length=1, max_length=100), AfterValidator(_at_most_eight_words), AfterValidator(_fit)
]
Alias = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\s,]+$"), AfterValidator(_fit)]
Aliases = Annotated[list[Alias], Field(max_length=MOST_IN_A_LIST)]
Called = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80, pattern=CALLED),
    AfterValidator(_fit),
]
Calls = Annotated[list[Called], Field(max_length=MOST_IN_A_LIST)]
"""Words that stand for a name, with commas between where they stand in one text."""

Paragraph = Annotated[int, Field(ge=1, le=100_000)]
Paragraphs = Annotated[list[Paragraph], Field(min_length=1, max_length=MOST_IN_A_LIST)]
Evidence = Annotated[
    dict[Slug, Annotated[list[Paragraph], Field(max_length=MOST_IN_A_LIST)]], Field(max_length=MOST_IN_A_LIST)
]
"""Source slug → paragraphs, counted over the source's non-empty lines from 1; none where all of it is meant."""
Number = Annotated[
    Decimal, BeforeValidator(_in_our_digits), AfterValidator(lambda number: number or Decimal(0))  # not minus nothing
]
"""A TOML integer or float, as written."""

Day = Annotated[date, BeforeValidator(_not_a_timestamp), AfterValidator(_in_known_years)]
"""A TOML date, or a cell that spells one."""
Url = Annotated[str, StringConstraints(pattern=URL, max_length=500), AfterValidator(_of_a_host)]
Cik = Annotated[str, StringConstraints(pattern=CIK)]
MonthDay = Annotated[str, StringConstraints(pattern=MONTH_DAY)]
Form = Annotated[str, StringConstraints(pattern=FORM)]
Accession = Annotated[str, StringConstraints(pattern=ACCESSION)]
Sha256 = Annotated[str, StringConstraints(pattern=SHA256)]
CsvName = Annotated[str, StringConstraints(pattern=CSV_NAME, max_length=100), AfterValidator(_on_every_system)]
Constant = Annotated[Any, AfterValidator(constant), WithJsonSchema({"type": ["string", "integer", "boolean"]})]
