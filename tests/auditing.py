"""`make audit`: ask PyPI and npm whether what we depend on has known vulnerabilities, and say so where nobody tells.

A source of advisories that cannot be reached is no clean bill: pip-audit ends with 0 and "no known vulnerabilities
found" when it could look up nothing at all. So what counts here is how many packages were really looked up. Exit codes:
0 all were, and nothing was found; 1 something was; 3 nothing was, but not all could be asked for (0 with --lenient, for
CI, which must not turn red because a network is away).
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
AUDITOR = ROOT / ".venv-audit" / "bin" / "pip-audit"
SECONDS = 300
VULNERABLE, NOT_AUDITED = 1, 3


@dataclass(frozen=True, slots=True)
class Exempted:
    """Why a vulnerability is borne with, and the last day on which it is."""

    reason: str
    until: date


EXEMPTED: dict[str, Exempted] = {}
"""By the advisory's id: what has no fix yet and does not reach us."""


@dataclass(slots=True)
class Audit:
    """What was learnt of the packages of a registry: how many there are, and which could not be looked up."""

    registry: str
    count: int = 0
    unknown: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    def describe(self) -> list[str]:
        """Say it in lines."""
        lines = [f"{self.registry}: VULNERABLE: {each}" for each in self.found]
        if self.unknown:
            missing = f"{len(self.unknown)} of {self.count}" if self.count else "none of its"
            return [*lines, f"{self.registry}: NOT AUDITED: no advisories for {missing} packages ({self.unknown[0]})"]
        return lines or [f"{self.registry}: {self.count} packages, no known vulnerability"]


def read_python(report: dict[str, Any], exempted: dict[str, Exempted], today: date) -> Audit:
    """Read pip-audit's report as JSON."""
    audit = Audit("PyPI", len(report["dependencies"]))
    for each in report["dependencies"]:
        if "skip_reason" in each:
            audit.unknown.append(each["skip_reason"])
        for advisory in each.get("vulns", []):
            names = {advisory["id"], *advisory.get("aliases", [])}
            if not is_exempted(names, exempted, today):
                fixes = ", ".join(advisory.get("fix_versions", [])) or "no version"
                audit.found.append(f"{each['name']} {each['version']}: {advisory['id']}, mended by {fixes}")
    if not audit.count:
        audit.unknown.append("there is no package in the report")
    return audit


def read_npm(report: dict[str, Any], exempted: dict[str, Exempted], today: date) -> Audit:
    """Read the report of `npm audit --json`, or the error that it gives in its place."""
    if "metadata" not in report:
        return Audit("npm", 0, [report.get("message") or "there is no report"])
    audit = Audit("npm", report["metadata"]["dependencies"]["total"])
    for name, each in report["vulnerabilities"].items():
        advisories = [via for via in each["via"] if isinstance(via, dict)]  # a text names another package in the report
        for advisory in advisories:
            if not is_exempted({advisory["url"].rpartition("/")[2]}, exempted, today):
                audit.found.append(f"{name} {each['range']}: {advisory['url']} ({advisory['severity']})")
    return audit


def is_exempted(names: set[str], exempted: dict[str, Exempted], today: date) -> bool:
    """Whether an advisory of these names is borne with today."""
    return any(exempted[name].until >= today for name in names & set(exempted))


def exit_code(audits: list[Audit], *, is_lenient: bool) -> int:
    """Choose the exit code: what was found is worse than what is not known."""
    if any(audit.found for audit in audits):
        return VULNERABLE
    return NOT_AUDITED if any(audit.unknown for audit in audits) and not is_lenient else 0


def ask(command: list[str], folder: Path) -> dict[str, Any]:
    """Run an auditor and return its report; an empty one where it gives none."""
    if not Path(command[0]).is_file():
        return {"message": f"there is no {Path(command[0]).name}"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"message": (done.stderr.strip().splitlines() or ["it said nothing"])[-1][:200]}
    return report


def main(arguments: list[str]) -> int:
    """Audit both registries and say what came of it."""
    today = datetime.now(UTC).date()
    pinned = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "-r", "constraints.txt"]
    python = ask([str(AUDITOR), "-f", "json", *pinned], ROOT)
    npm = shutil.which("npm", path=f"{ROOT / '.venv-contract' / 'bin'}{os.pathsep}{os.environ['PATH']}")
    javascript = ask([npm, "audit", "--json"], ROOT / "contract") if npm else {"message": "there is no npm"}
    audits = [
        read_python(python, EXEMPTED, today) if "dependencies" in python else Audit("PyPI", 0, [python["message"]]),
        read_npm(javascript, EXEMPTED, today),
    ]
    for line in (line for audit in audits for line in audit.describe()):
        print(line)  # noqa: T201  that is what it is for
    return exit_code(audits, is_lenient="--lenient" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
