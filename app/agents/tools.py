"""Tools: what agents can ask for, each an operation or two of the API, described as its OpenAPI document does."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlencode

from app.api.problems import ProblemError, unknown_value

Schema = dict[str, Any]
Document = Mapping[str, Any]

COLLECTIONS = ("companies", "metrics", "segments", "initiatives", "sources")
"""What the catalogue lists."""

FORMAT = "format"
"""The parameter by which an answer is had as something else than JSON: a tool has none."""

_COMPONENTS = "#/components/schemas/"
_DEFINITIONS = "#/$defs/"
_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Tool:
    """What agents can call: paths of the API, of which the first is asked whose names the arguments have all.

    `more` is told of it beside what the API tells of its operations; `choices` are what a name in the path may be,
    where that is no name of the API's own.
    """

    name: str
    title: str
    paths: tuple[str, ...]
    more: str = ""
    choices: Mapping[str, tuple[str, ...]] | None = None

    def address(self, arguments: Mapping[str, Any]) -> str:
        """Return what is asked of the API. Raises ProblemError for a name in the path that cannot be one."""
        given = {name: value for name, value in arguments.items() if value is not None}
        path = next((each for each in self.paths if given.keys() >= set(_NAMED.findall(each))), None)
        if path is None:
            name = next(each for each in _NAMED.findall(self.paths[-1]) if each not in given)
            raise ProblemError("missing-parameter", f"{name} is needed", {"parameter": name})
        named = {name: self._checked(name, given.pop(name)) for name in _NAMED.findall(path)}
        pairs = [(name, _spelt(each)) for name, value in given.items() for each in _listed(value)]
        return pinned(path.format(**named), pairs)

    def _checked(self, name: str, value: object) -> str:
        """Spell a name as part of a path: no path of another operation can be made of it."""
        text = _spelt(value)
        choices = (self.choices or {}).get(name)
        if choices is not None and text not in choices:
            raise unknown_value(name, text, choices)
        if not text or not text.isprintable() or "/" in text or "." in text:
            raise ProblemError("not-found", f"there is no {name} {text[:100]!r}", {"parameter": name})
        return quote(text, safe="", errors="replace")


TOOLS = (
    Tool("compare", "Compare companies", ("/v1/compare",)),
    Tool("series", "A metric through time", ("/v1/series",)),
    Tool(
        "check",
        "Check claims",
        ("/v1/checks/{claim}", "/v1/checks"),
        "With `claim`, and nothing beside it but a `revision`, that claim alone is recomputed.",
    ),
    Tool("find_facts", "Find facts", ("/v1/facts",)),
    Tool("search", "Search by words", ("/v1/search",)),
    Tool(
        "cite",
        "Cite a fact",
        ("/v1/facts/{fact}",),
        "`citation` has a line to print, BibTeX, CSL-JSON, and a permalink that pins the revision. Every other tool "
        "names the ids of the facts that its answer rests on.",
    ),
    Tool(
        "catalogue",
        "What can be asked about",
        ("/v1/{collection}",),
        "List companies, metrics, segments, initiatives or sources, with the slugs that the other tools take.",
        {"collection": COLLECTIONS},
    ),
)
"""Every tool."""


def pinned(address: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Put more parameters behind an address; commas and colons stand as they are, for people read them."""
    query = urlencode(list(pairs), safe=",:", errors="replace")
    return f"{address}{'&' if '?' in address else '?'}{query}" if query else address


def description_of(tool: Tool, document: Document) -> str:
    """Describe a tool: as the document does what it asks for, then by what is told beside that."""
    operation = next(_operations(tool, document, plainest_first=True))
    summary, described = f"{operation['summary']}.", operation["description"]
    said = [] if tool.choices else [summary, described if described != summary else ""]
    return "\n\n".join(each for each in (*said, tool.more) if each)


def input_of(tool: Tool, document: Document) -> Schema:
    """Return the JSON Schema (2020-12) of a tool's arguments: the parameters of what it asks for, and no others."""
    operations = list(_operations(tool, document, plainest_first=True))
    asked = [
        {each["name"]: each for each in operation["parameters"] if each["in"] != "header" and each["name"] != FORMAT}
        for operation in operations
    ]
    shared = set.intersection(*map(set, asked)) if tool.choices else set().union(*asked)
    properties = {name: _choice(values) for name, values in (tool.choices or {}).items()}
    for name, each in ((name, each) for parameters in asked for name, each in parameters.items() if name in shared):
        schema = {**each["schema"], "description": each["description"]}
        properties[name] = cast("Schema", _without(("title",), schema))
    always = ({name for name, each in parameters.items() if each.get("required")} for parameters in asked)
    needed = set.intersection(*always) | set(tool.choices or ())
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name in needed],
        "additionalProperties": False,
    }


def output_of(tool: Tool, document: Document) -> Schema:
    """Return the JSON Schema (2020-12) of what a tool answers: what the API does.

    It is for programs, and says no more than what is where. Agents keep all that is listed in mind, and read an answer
    by its words; what each part of it means is told by the OpenAPI document.
    """
    answers = [
        operation["responses"]["200"]["content"]["application/json"]["schema"]
        for operation in _operations(tool, document)
    ]
    shapes = [shape for answer in answers for shape in answer.get("anyOf", [answer])]
    named = {each["$ref"].removeprefix(_COMPONENTS): each for each in shapes}
    definitions = _reachable(named, document["components"]["schemas"])
    one = definitions.pop(next(iter(named))) if len(named) == 1 else {"anyOf": list(named.values())}
    spelt = json.dumps(one | {"type": "object", "$defs": definitions})
    return cast("Schema", _without(("title", "description"), json.loads(spelt.replace(_COMPONENTS, _DEFINITIONS))))


def _operations(tool: Tool, document: Document, *, plainest_first: bool = False) -> Iterator[Mapping[str, Any]]:
    """Return what a tool asks for as the document describes it."""
    for path in reversed(tool.paths) if plainest_first else tool.paths:
        for each in _chosen(path, tool.choices or {}):
            yield document["paths"][each]["get"]


def _chosen(path: str, choices: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Return the paths that a path stands for, one for each choice that there is of a name in it."""
    name = next((each for each in _NAMED.findall(path) if each in choices), None)
    yield from [path] if name is None else (path.replace(f"{{{name}}}", each) for each in choices[name])


def _choice(values: tuple[str, ...]) -> Schema:
    return {"type": "string", "enum": list(values), "description": "What to list."}


def _reachable(names: Iterable[str], components: Mapping[str, Schema]) -> dict[str, Schema]:
    """Gather the components that some lead to, themselves among them."""
    found: dict[str, Schema] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = components[name]
            waiting += re.findall(f'"{re.escape(_COMPONENTS)}([^"]+)"', json.dumps(components[name]))
    return dict(sorted(found.items()))


def _without(words: tuple[str, ...], schema: object) -> object:
    """Leave out what a schema says in some words: the titles that pydantic makes of names say nothing new."""
    if isinstance(schema, list):
        return [_without(words, each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    said = {name for name in words if isinstance(schema.get(name), str)}  # else a property of that name
    return {name: _without(words, each) for name, each in schema.items() if name not in said}


def _listed(value: object) -> list[object]:
    """Return the values that an argument has: what is a list here is repeated in a query."""
    return list(value) if isinstance(value, list) else [value]


def _spelt(value: object) -> str:
    """Spell a value as a query has it: a text as it is, anything else as JSON does, for the API to judge."""
    return value if isinstance(value, str) else json.dumps(value)
