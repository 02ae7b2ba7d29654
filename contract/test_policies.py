"""Google's CSP Evaluator finds nothing in the policies of our pages, and would."""

import json
import urllib.error
import urllib.request
from pathlib import Path

from contract.conftest import FOLDER, Run

PAGES = (
    "/",
    "/sources",
    "/docs",
    "/nothing-there",
    "/embed/compare?companies=amazon,walmart&metric=revenue",
    "/embed/nothing",
    "/v1/charts/compare.svg?companies=amazon,walmart&metric=revenue",
    "/v1/export/metrics.csv",
    "/widgets.js",
)
BORNE_WITH = {
    ("MEDIUM_MAYBE", "script-src", "'self'"),  # we host no JSONP, no AngularJS and no files of users
    ("INFO", "require-trusted-types-for", ""),  # Swagger UI makes markup of texts; where no script runs it says nothing
}


def evaluate(run: Run, policies: dict[str, str], folder: Path) -> list[list[str]]:
    """Return what is found: address, severity, directive, value and what that means."""
    path = folder / "policies.json"
    path.write_text(json.dumps(policies), "utf-8")
    done = run("node", FOLDER / "csp.mjs", path)
    assert done.returncode == 0, done.stdout
    return [line.split("\t") for line in done.stdout.splitlines()]


def policy_of(address: str) -> str:
    """Return the policy of an answer, whatever its status."""
    asked = urllib.request.Request(address, headers={"Accept": "text/html"})  # noqa: S310  an address of our own
    try:
        with urllib.request.urlopen(asked, timeout=60) as response:  # noqa: S310  likewise
            return str(response.headers["Content-Security-Policy"])
    except urllib.error.HTTPError as error:
        return str(error.headers["Content-Security-Policy"])


def test_the_evaluator_finds_nothing_that_matters(server: str, run: Run, tmp_path: Path) -> None:
    policies = {address: policy_of(server + address) for address in PAGES}

    found = evaluate(run, policies, tmp_path)

    assert [each for each in found if tuple(each[1:4]) not in BORNE_WITH] == []
    assert {each[0] for each in found if each[2] == "require-trusted-types-for"} == {
        "/docs",
        *(address for address in PAGES if address.startswith(("/v1", "/widgets"))),
    }


def test_the_evaluator_would_find_what_is_wrong(run: Run, tmp_path: Path) -> None:
    found = evaluate(run, {"/": "script-src * 'unsafe-inline'; object-src *"}, tmp_path)

    assert {(each[1], each[2]) for each in found} >= {("HIGH", "script-src"), ("HIGH", "object-src")}
