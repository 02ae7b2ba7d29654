"""Links: what of an answer asks on, as the OpenAPI document says it (OpenAPI 3.1, 4.8.20)."""

from typing import Any

_ONWARD: dict[str, list[tuple[str, str, str]]] = {
    "list_facts": [("show_fact", "fact", "/items/0/id"), ("show_company", "company", "/items/0/company")],
    "list_companies": [("show_company", "company", "/items/0/slug"), ("show_mix", "company", "/items/0/slug")],
    "list_metrics": [("show_metric", "metric", "/items/0/slug")],
    "list_segments": [("show_segment", "segment", "/items/0/slug")],
    "list_initiatives": [("show_initiative", "initiative", "/items/0/slug")],
    "list_sources": [("show_source", "source", "/items/0/slug")],
    "list_checks": [("show_check", "claim", "/items/0/claim")],
    "list_statements": [("show_source", "source", "/items/0/evidence/0/source")],
    "show_fact": [
        ("show_company", "company", "/company"),
        ("show_metric", "metric", "/metric"),
        ("show_source", "source", "/source"),
    ],
    "show_segment": [("show_company", "company", "/company")],
    "show_initiative": [("show_company", "company", "/company")],
    "show_check": [("show_source", "source", "/source"), ("show_metric", "metric", "/metric")],
    "compare": [("show_fact", "fact", "/entries/0/fact/id")],
    "resolve": [("show_company", "company", "/match/id")],
    "show_mix": [("show_fact", "fact", "/total/fact/id"), ("show_company", "company", "/company")],
}
"""By operation: which operation can be asked next, its part of the path, and where in the answer that stands."""


def links_from(operation: dict[str, Any]) -> dict[str, Any]:
    """Describe where an operation's answer leads: to the next page, and to what it names first."""
    name = operation["operationId"]
    links = {
        to: {
            "operationId": to,
            "description": f"The {parameter} that stands at `{pointer}`.",
            "parameters": {f"path.{parameter}": f"$response.body#{pointer}"},
        }
        for to, parameter, pointer in _ONWARD.get(name, [])
    }
    if any(each["name"] == "cursor" for each in operation.get("parameters", [])):
        links["next"] = {
            "operationId": name,
            "description": "The next page, where there is one; what else was asked has to stay as it was.",
            "parameters": {"query.cursor": "$response.body#/next"},
        }
    return links
