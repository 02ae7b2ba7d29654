"""Answers: what the companyfacts API of the SEC says of a company, as far as it is drafted, in our shape."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from app.edgar.concepts import CONCEPTS, TAXONOMY, UNIT
from app.edgar.faults import MalformedAnswerError
from app.packs.values import ACCESSION, FORM, Day

_DIGITS_OF_A_CIK = 10
_LONGEST_NAME = 150
"""Characters; no company has a longer one, and what is longer is cut."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One value that one filing states for one period, or for the moment `end` where there is no `start`."""

    concept: str
    start: date | None
    end: date
    value: Decimal
    accession: str
    form: str
    filed: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What is stated of a company; `cik` has ten digits.

    `strange_units` says of which concepts how much is stated in units that we do not draft; `others` counts what is
    stated under concepts that no metric of ours is measured by.
    """

    cik: str
    name: str
    stated: tuple[Stated, ...]
    strange_units: dict[tuple[str, str], int]
    others: int


def _number(given: object) -> object:
    """Take a JSON number alone: a text that looks like one is a mistake."""
    if isinstance(given, bool) or not isinstance(given, int | Decimal):
        raise ValueError("a number is expected")  # noqa: TRY004  pydantic's own way
    return given


class _Entry(BaseModel):
    """A value as the API spells it. `fy` and `fp` describe the filing, and `frame` the calendar: none is looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    start: Day | None = None
    end: Day
    val: Annotated[Decimal, Field(allow_inf_nan=False, max_digits=15), BeforeValidator(_number)]
    accn: Annotated[str, StringConstraints(pattern=ACCESSION)]
    form: Annotated[str, StringConstraints(pattern=FORM)]
    filed: Day


def read_answer(body: bytes, where: str) -> Answer:
    """Read an answer; `where` names it in messages: a file, or an address. Raises MalformedAnswerError."""
    try:
        content = json.loads(body, parse_float=_decimal)
    except (ValueError, RecursionError) as error:
        raise MalformedAnswerError(f"{where} is not JSON: {error}; it may be cut off: get it again") from error
    try:
        units = _units(content["facts"])
        strange: dict[tuple[str, str], int] = {}
        stated: list[Stated] = []
        others = 0
        for concept, unit, entries in units:
            if concept not in CONCEPTS:
                others += len(entries)
            elif unit != UNIT:
                strange[concept, unit] = len(entries)
            else:
                stated += _read_entries(concept, entries, where)
        name = str(content.get("entityName") or "")[:_LONGEST_NAME]
        return Answer(_cik(content["cik"]), name, tuple(stated), strange, others)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        problem = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise MalformedAnswerError(
            f"{where} is no answer of the companyfacts API: {problem}; "
            "it has `cik`, `entityName` and `facts` → taxonomy → concept → `units` → unit → list of values"
        ) from error


def _decimal(text: str) -> Decimal:
    """Take a number that has a point or an exponent. Raises ValueError for one with too great an exponent."""
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"no number can be as large, or as small, as {text[:40]!r}") from error


def _units(facts: dict[str, Any]) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield each list of values with its concept, named with its taxonomy where that is not ours, and its unit."""
    for taxonomy, concepts in facts.items():
        for concept, about in concepts.items():
            for unit, entries in about["units"].items():
                if not isinstance(entries, list):
                    raise TypeError(f"{concept} in {unit} is no list of values")
                yield (concept if taxonomy == TAXONOMY else f"{taxonomy}:{concept}"), unit, entries


def _read_entries(concept: str, entries: list[Any], where: str) -> Iterator[Stated]:
    for number, given in enumerate(entries, 1):
        try:
            entry = _Entry.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(map(str, first["loc"])) or "the value"
            problem = f"value {number} of {concept} is not as the SEC writes them: {key}: {first['msg']}"
            raise MalformedAnswerError(f"{where}: {problem}; get it again, and if it stays so, tell us") from error
        yield Stated(concept, entry.start, entry.end, entry.val, entry.accn, entry.form, entry.filed)


def _cik(given: object) -> str:
    """Spell a company's number with leading zeros: the body has it as a number, the address with all ten digits."""
    digits = str(given)
    if isinstance(given, bool) or not (digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS_OF_A_CIK):
        raise ValueError(f"its cik is {digits[:40]!r}")
    return digits.zfill(_DIGITS_OF_A_CIK)
