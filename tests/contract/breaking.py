"""What of a change of the OpenAPI document breaks clients that were written against it before.

What is asked may be widened and never narrowed; what is answered may be narrowed, and have more keys, and never less or
others. A value more in an enumeration that is answered is no break: `/v1` says that such may come.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

NARROWER = {
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems"), -1),
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems"), 1),
}
"""Bounds of what is asked, with the way in which moving them narrows it."""
WORDING = ("description", "summary", "title", "example", "examples", "externalDocs", "links")
"""Keys that tell people something, and no program."""
DEEPEST = 40


def compact(document: Json) -> Json:
    """Leave out of a document what no program depends on: words, examples, links."""

    def without(value: Any, *, names: bool = False) -> Any:  # noqa: ANN401  any JSON
        if isinstance(value, list):
            return [without(each) for each in value]
        if not isinstance(value, dict):
            return value
        kept = {key: each for key, each in value.items() if names or key not in WORDING}
        return {key: without(each, names=key in ("properties", "schemas", "headers")) for key, each in kept.items()}

    return {"paths": without(document["paths"], names=True), "components": without(document["components"])}


def breaks(before: Json, after: Json) -> list[str]:
    """List what a document breaks that one before it promised, a line each, sorted."""
    return sorted({line for path, methods in before["paths"].items() for line in _path(path, methods, before, after)})


def _path(path: str, methods: Json, before: Json, after: Json) -> Iterator[str]:
    now = after["paths"].get(path, {})
    for method, operation in methods.items():
        name = f"{method.upper()} {path}"
        if method in now:
            yield from _operation(name, Both(operation, now[method], before, after))
        else:
            yield f"{name}: removed"


@dataclass(frozen=True, slots=True)
class Both:
    """The same part of both documents, with the documents, so that references can be followed."""

    was: Json
    now: Json
    before: Json
    after: Json
    depth: int = 0

    def at(self, was: Json, now: Json) -> "Both":
        """Look at parts of these parts."""
        return Both(_followed(was, self.before), _followed(now, self.after), self.before, self.after, self.depth + 1)


def _followed(schema: Json, document: Json) -> Json:
    """Return what a reference names, else the schema itself."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Json = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def _operation(name: str, both: Both) -> Iterator[str]:
    for key in ("operationId", "tags"):
        if both.was.get(key) != both.now.get(key):
            yield f"{name}: {key} changed, by which clients name it"
    yield from _parameters(name, both)
    for status, was in both.was["responses"].items():
        now = both.now["responses"].get(status)
        if now is None:
            yield f"{name}: status {status} removed"
        else:
            yield from _response(f"{name} {status}", both.at(was, now))


def _parameters(name: str, both: Both) -> Iterator[str]:
    was = {(each["in"], each["name"]): each for each in both.was.get("parameters", [])}
    now = {(each["in"], each["name"]): each for each in both.now.get("parameters", [])}
    for place, each in was.items():
        where = f"{name}: {' parameter '.join(place)}"
        if place not in now:
            yield f"{where} removed"
            continue
        if now[place]["required"] and not each["required"]:
            yield f"{where} is required now"
        yield from _asked(where, both.at(each["schema"], now[place]["schema"]))
    for place in now.keys() - was.keys():
        if now[place]["required"]:
            yield f"{name}: {' parameter '.join(place)} is new and required"


def _asked(where: str, both: Both) -> Iterator[str]:
    """List how what may be asked became narrower, or means something else."""
    was, now = both.was, both.now
    for key in ("type", "format", "default"):
        if was.get(key) != now.get(key) and (key != "format" or key in now):
            yield f"{where}: {key} was {was.get(key)} and is {now.get(key)}"
    if "pattern" in now and was.get("pattern") != now["pattern"]:
        yield f"{where}: another pattern"
    if "enum" in now:
        lost = [value for value in was.get("enum", ["what was free"]) if value not in now["enum"]]
        yield from (f"{where}: no longer takes {value}" for value in lost)
    for key, way in NARROWER.items():
        if key in now and (key not in was or (now[key] - was[key]) * way > 0):
            yield f"{where}: {key} was {was.get(key)} and is {now[key]}"
    if "items" in was and "items" in now:
        yield from _asked(f"{where}[]", both.at(was["items"], now["items"]))


def _response(where: str, both: Both) -> Iterator[str]:
    for header, was in both.was.get("headers", {}).items():
        now = both.now.get("headers", {}).get(header)
        if now is None or (was.get("required") and not now.get("required")):
            yield f"{where}: header {header} removed or optional"
        else:
            yield from _answered(f"{where} header {header}", both.at(was["schema"], now["schema"]))
    for kind, was in both.was.get("content", {}).items():
        now = both.now.get("content", {}).get(kind)
        if now is None:
            yield f"{where}: {kind} removed"
        else:
            yield from _answered(f"{where} ", both.at(was.get("schema", {}), now.get("schema", {})))


def _answered(where: str, both: Both) -> Iterator[str]:
    """List how what is answered became wider, or something else."""
    was, now = _alternatives(both.was), _alternatives(both.now)
    if any(each.get("type") == "null" for each in now) and all(each.get("type") != "null" for each in was):
        yield f"{where}: may be null now"
    was, now = _without_null(was), _without_null(now)
    if len(now) > len(was):
        yield f"{where}: may be something else now"
    elif len(now) == len(was) and both.depth < DEEPEST:
        for one, other in zip(was, now, strict=True):
            yield from _shape(where, both.at(one, other))


def _alternatives(schema: Json) -> list[Json]:
    found: list[Json] = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return found


def _without_null(schemas: list[Json]) -> list[Json]:
    return [each for each in schemas if each.get("type") != "null"]


def _shape(where: str, both: Both) -> Iterator[str]:
    was, now = both.was, both.now
    if "anyOf" in was or "anyOf" in now:
        yield from _answered(where, both)
        return
    for key in ("type", "format"):
        if was.get(key) != now.get(key) and (key == "type" or key in was):
            yield f"{where}: {key} was {was.get(key)} and is {now.get(key)}"
    if "enum" in was and "enum" not in now:
        yield f"{where}: may be anything now"
    if "items" in was and "items" in now:
        yield from _answered(f"{where}[]", both.at(was["items"], now["items"]))
    if isinstance(was.get("additionalProperties"), dict) and isinstance(now.get("additionalProperties"), dict):
        yield from _answered(f"{where}{{}}", both.at(was["additionalProperties"], now["additionalProperties"]))
    yield from _properties(where, both)


def _properties(where: str, both: Both) -> Iterator[str]:
    needed, given = both.was.get("required", []), both.now.get("required", [])
    now = both.now.get("properties", {})
    for name, was in both.was.get("properties", {}).items():
        inside = f"{where}.{name}"
        if name not in now:
            yield f"{inside}: removed"
            continue
        if name in needed and name not in given:
            yield f"{inside}: may be absent now"
        yield from _answered(inside, both.at(was, now[name]))
