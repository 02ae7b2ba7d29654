"""Answers: what the companyfacts API of the SEC says of a company, as far as it is drafted, in our shape."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from app.edgar.concepts import CONCEPTS, TAXONOMY, UNIT
from app.edgar.faults import MalformedAnswerError, NotJsonError
from app.packs.values import ACCESSION, FORM, Day

_DIGITS_OF_A_CIK = 10
_LONGEST_NAME = 150
"""Characters; no company has a longer one, and what is longer is cut."""

_LONGEST_MENTION = 40
"""Characters of what should not be there, where it is told of."""


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

    @property
    def order(self) -> tuple[date, bool, str]:
        """When it was filed among others: of one day, amendments (10-K/A) after originals, whatever their numbers."""
        return self.filed, self.form.endswith("/A"), self.accession


@dataclass(frozen=True, slots=True)
class Malformed:
    """A value that is not as the SEC writes them: of which concept, which one, and what is wrong with it."""

    concept: str
    problem: str

    def __str__(self) -> str:
        """Say all of it."""
        return f"{self.concept}, {self.problem}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is stated of a company; `cik` has ten digits.

    `strange_units` says of which concepts how much is stated in units that we do not draft; `others` counts what is
    stated under concepts that no metric of ours is measured by; `malformed` has what could not be read.
    """

    cik: str
    name: str
    stated: tuple[Stated, ...]
    strange_units: dict[tuple[str, str], int]
    others: int
    malformed: tuple[Malformed, ...] = ()

    @property
    def concepts(self) -> set[str]:
        """Which of the concepts that are drafted it has, however it states them."""
        return {
            *(stated.concept for stated in self.stated),
            *(malformed.concept for malformed in self.malformed),
            *(concept for concept, _ in self.strange_units),
        }


def _number(given: object) -> object:
    """Take a JSON number alone: a text that looks like one is a mistake. 150.0 says no more than 150."""
    if not isinstance(given, Decimal):
        raise ValueError("a number is expected")  # noqa: TRY004  pydantic's own way
    whole = given.to_integral_value() if given.is_finite() else given
    return whole if whole == given else given


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
    """Read an answer; `where` names it in messages: a file, or an address.

    A value that is not as the SEC writes them is left out and told of, as long as there are others that are. Raises
    NotJsonError, and MalformedAnswerError for another shape.
    """
    try:
        content = json.loads(body, parse_float=_decimal, parse_int=_decimal)
    except (ValueError, RecursionError) as error:
        raise NotJsonError(where, str(error)) from error
    try:
        units = _units(content["facts"])
        strange: dict[tuple[str, str], int] = {}
        stated: list[Stated] = []
        malformed: list[Malformed] = []
        others = 0
        for concept, unit, entries in units:
            if concept not in CONCEPTS:
                others += len(entries)
            elif unit != UNIT:
                strange[concept, unit] = len(entries)
            else:
                stated += _read_entries(concept, entries, malformed)
        _check_some(stated, malformed)
        name = str(content.get("entityName") or "")[:_LONGEST_NAME]
        return Answer(_cik(content["cik"]), name, tuple(stated), strange, others, tuple(malformed))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        problem = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise MalformedAnswerError(
            f"{where} is no answer of the companyfacts API: {problem}; "
            "it has `cik`, `entityName` and `facts` → taxonomy → concept → `units` → unit → list of values"
        ) from error


def _decimal(text: str) -> Decimal:
    """Take a number as it is written, and one with too great an exponent, which nobody can, as none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _units(facts: dict[str, Any]) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield each list of values with its concept, named with its taxonomy where that is not ours, and its unit."""
    for taxonomy, concepts in facts.items():
        for concept, about in concepts.items():
            for unit, entries in about["units"].items():
                if not isinstance(entries, list):
                    raise TypeError(f"{concept} in {unit} is no list of values")
                yield (concept if taxonomy == TAXONOMY else f"{taxonomy}:{concept}"), unit, entries


def _read_entries(concept: str, entries: list[Any], malformed: list[Malformed]) -> Iterator[Stated]:
    """Yield the values that are as the SEC writes them; the others are added to those that are told of."""
    for number, given in enumerate(entries, 1):
        try:
            entry = _Entry.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(map(str, first["loc"])) or "the value"
            problem = f"{_mention(given)} (value {number}): {key}: {first['msg']}"
            malformed.append(Malformed(concept, problem))
        else:
            yield Stated(concept, entry.start, entry.end, entry.val, entry.accn, entry.form, entry.filed)


def _check_some(stated: Sequence[Stated], malformed: Sequence[Malformed]) -> None:
    """Raise ValueError where no value is as the SEC writes them: it writes others by now, or never wrote these."""
    if malformed and not stated:
        raise ValueError(f"it has no value that can be read: {malformed[0]}")


def _mention(given: object) -> str:
    """Say which value one is, as far as it says so itself."""
    said = given if isinstance(given, dict) else {}
    start, end, accession = (str(said.get(key, "?"))[:_LONGEST_MENTION] for key in ("start", "end", "accn"))
    return f"{start} to {end}, in {accession}"


def _cik(given: object) -> str:
    """Spell a company's number with leading zeros: the body has it as a number, the address with all ten digits."""
    digits = str(given)
    if isinstance(given, bool) or not (digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS_OF_A_CIK):
        raise ValueError(f"its cik is {digits[:40]!r}")
    return digits.zfill(_DIGITS_OF_A_CIK)
