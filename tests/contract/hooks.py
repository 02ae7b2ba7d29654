"""What schemathesis loads beside its own checks, by `schemathesis.toml`: a check of ours, and a count of what is asked.

The check: what the document allows is refused only for what no schema can say. The count: how often each operation was
asked and with which status it answered, written as JSON where CONTRACT_COUNTS says, if it does.
"""

import atexit
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import schemathesis

UNPROCESSABLE = 422

ANYWHERE = frozenset({"unknown-value", "bad-cursor", "too-few-facts"})
"""What depends on what is loaded, and on how a cursor came about."""

OF_SOME = {
    "out-of-range": {
        "revision": "which revisions there are",
        "since": "which revisions there are",
        "height": "what a picture has to show at its width",
        "companies": "how many of the names are of one company",
        "from": "it may not lie after `to`",
        "scale": "how many pixels come of it",
        "value_min": "it may not be greater than `value_max`",
    },
    "invalid-value": {
        "company": "which of the letters of all languages can be printed",
        "companies": "likewise",
        "partner": "likewise",
        "url": "likewise",
        "metric": "whether it is a ratio, which has no parts",
        "transform": "whether the metric is a ratio, of which there is no share",
        "line": "it stands for a segment, instead of one",
        "segment": "it has to be of one of the companies",
        "without": "whose parts these are, and which overlap",
        "period": "it names companies that are compared",
        "over": "which transforms it goes with",
        "base": "which transforms it goes with",
        "share_of": "which transforms it goes with",
    },
    "missing-parameter": {"revision": "needed with `after`"},
}
"""Codes with the parameters that may have them, each with what no schema of a parameter can say about it."""

_counts: dict[str, Counter[int]] = {}


@schemathesis.check
def refused_only_for_what_no_schema_says(
    _: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """Fail where a request that fits the document is refused for its form."""
    is_allowed = case.meta is not None and case.meta.generation.mode.is_positive
    if is_allowed and case.method == "GET" and response.status_code == UNPROCESSABLE:
        problem = response.json()
        for each in problem.get("errors") or [problem]:
            code, parameter = each["code"], each.get("parameter", "")
            if code not in ANYWHERE and parameter not in OF_SOME.get(code, {}):
                what = f"{parameter or 'the request'} fits its schema"
                raise AssertionError(f"{what} and is refused: {code}, {each['detail']}")


@schemathesis.hook
def after_call(_: schemathesis.HookContext, case: schemathesis.Case[Any], response: schemathesis.Response) -> None:
    """Count an answer."""
    _counts.setdefault(case.operation.label, Counter())[response.status_code] += 1


def _write_counts() -> None:
    if where := os.environ.get("CONTRACT_COUNTS"):
        Path(where).write_text(json.dumps(_counts), "utf-8")


atexit.register(_write_counts)
