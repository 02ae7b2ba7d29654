"""The audit of what we depend on: what it makes of reports, above all of those that say nothing."""

from datetime import date
from typing import Any

import pytest

from tests.auditing import NOT_AUDITED, VULNERABLE, Audit, Exempted, exit_code, read_npm, read_python

TODAY = date(2026, 11, 26)
CLEAN = {"name": "jinja2", "version": "3.1.6", "vulns": []}
SKIPPED = {"name": "alembic", "skip_reason": "Dependency not found on PyPI and could not be audited: alembic (1.20.1)"}
ADVISORY = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["3.1.7"]}
VULNERABLE_ONE = {**CLEAN, "vulns": [ADVISORY]}
NPM: dict[str, Any] = {"metadata": {"dependencies": {"total": 500}}, "vulnerabilities": {}}
NPM_FOUND = {
    "lodash": {
        "range": "<4.17.21",
        "via": [{"url": "https://github.com/advisories/GHSA-35jh-r3h4-6jhm", "severity": "high"}, "other"],
    }
}


@pytest.mark.parametrize(
    ("packages", "code", "line"),
    [
        ([CLEAN], 0, "PyPI: 1 packages, no known vulnerability"),
        ([CLEAN, SKIPPED], NOT_AUDITED, "PyPI: NOT AUDITED: no advisories for 1 of 2 packages"),
        ([], NOT_AUDITED, "PyPI: NOT AUDITED: no advisories for none of its packages"),
        ([VULNERABLE_ONE, SKIPPED], VULNERABLE, "PyPI: VULNERABLE: jinja2 3.1.6: PYSEC-2026-1, mended by 3.1.7"),
    ],
    ids=["clean", "skipped", "empty", "vulnerable"],
)
def test_what_was_not_looked_up_is_not_clean(packages: list[dict[str, Any]], code: int, line: str) -> None:
    audit = read_python({"dependencies": packages}, {}, TODAY)

    assert exit_code([audit], is_lenient=False) == code
    assert audit.describe()[0].startswith(line)


def test_npm_s_error_is_no_report() -> None:
    audit = read_npm({"message": "405 Method Not Allowed", "method": "POST"}, {}, TODAY)

    assert exit_code([audit], is_lenient=False) == NOT_AUDITED
    assert audit.describe() == ["npm: NOT AUDITED: no advisories for none of its packages (405 Method Not Allowed)"]


def test_npm_s_findings_are_read() -> None:
    audit = read_npm({**NPM, "vulnerabilities": NPM_FOUND}, {}, TODAY)

    assert audit.found == ["lodash <4.17.21: https://github.com/advisories/GHSA-35jh-r3h4-6jhm (high)"]
    assert read_npm(NPM, {}, TODAY).describe() == ["npm: 500 packages, no known vulnerability"]


@pytest.mark.parametrize(("until", "is_found"), [(date(2026, 11, 26), False), (date(2026, 11, 25), True)])
@pytest.mark.parametrize("name", ["PYSEC-2026-1", "CVE-2026-1"])
def test_what_is_borne_with_is_borne_with_until_a_day(name: str, until: date, *, is_found: bool) -> None:
    exempted = {name: Exempted("no request reaches it", until)}

    assert bool(read_python({"dependencies": [VULNERABLE_ONE]}, exempted, TODAY).found) is is_found


def test_ci_goes_on_where_nobody_can_be_asked_and_never_where_something_is_found() -> None:
    nobody, something = Audit("npm", 0, ["away"]), Audit("PyPI", 1, [], ["jinja2"])

    assert exit_code([nobody], is_lenient=True) == 0
    assert exit_code([nobody, something], is_lenient=True) == VULNERABLE
