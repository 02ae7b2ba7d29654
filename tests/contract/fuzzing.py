"""Asks a real server what the OpenAPI allows and what it does not, by schemathesis.

In `make test` a little; by `make fuzz` for as long as wanted, one round after another, each with a seed of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.api.serving import Server

ROOT = Path(__file__).parents[2]
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
EXAMPLES_OF_A_ROUND = 150
"""How many requests a long round makes up for each operation, beside those that follow from the document alone."""
FEWEST = 1_000
SECONDS, SECONDS_FOR_ONE = 3_600, 60
"""For a round, and for one request."""
COUNTS_FILE = "CONTRACT_COUNTS"
"""The variable of the environment that tells `hooks.py` where to write what was asked."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one run came to: how often each operation answered with which status, and what was printed."""

    exit_code: int
    printed: str
    answers: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many requests were answered."""
        return sum(counter.total() for counter in self.answers.values())


def ask_round(port: int, seed: int, examples: int) -> Round:
    """Ask the server on a port of this machine once through, with all checks of `schemathesis.toml`."""
    server = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        counts, document = Path(folder) / "counts.json", Path(folder) / "openapi.json"
        with urllib.request.urlopen(f"{server}/openapi.json", timeout=SECONDS_FOR_ONE) as served:  # noqa: S310  ours
            document.write_bytes(served.read())  # schemathesis would wait for 10 seconds only
        done = subprocess.run(
            [
                SCHEMATHESIS,
                f"--config-file={ROOT / 'schemathesis.toml'}",
                "run",
                str(document),
                f"--url={server}",
                f"--seed={seed}",
                f"--max-examples={examples}",
                "--no-color",
            ],
            cwd=ROOT,
            env={**os.environ, COUNTS_FILE: str(counts)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        answers = json.loads(counts.read_text("utf-8")) if counts.exists() else {}
        return Round(done.returncode, done.stdout, {name: Counter(found) for name, found in answers.items()})


def table_of(answers: dict[str, Counter[str]]) -> str:
    """Lay out how often each operation was asked, and how it answered."""
    lines = [
        f"{counter.total():>8,}  {name:<40} {', '.join(f'{status}: {n:,}' for status, n in sorted(counter.items()))}"
        for name, counter in sorted(answers.items())
    ]
    whole = sum(counter.total() for counter in answers.values())
    return "\n".join([*lines, f"{whole:>8,}  in all, of {len(answers)} operations"])


def main() -> None:
    """Ask until as many requests as wanted are answered; end with exit code 1 at the first round that fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the first round; each one after has the next number")
    parser.add_argument("--cases", type=int, default=50_000, help="requests in all, at least")
    asked = parser.parse_args()
    answers: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        server = Server(f"sqlite:///{folder}/fuzzed.db", "--workers", "1")
        try:
            seed, is_well = asked.seed, True
            while is_well and sum(counter.total() for counter in answers.values()) < asked.cases:
                found = ask_round(server.port, seed, EXAMPLES_OF_A_ROUND)
                for name, counter in found.answers.items():
                    answers[name] = answers.get(name, Counter()) + counter
                is_well = found.exit_code == 0 and found.cases >= FEWEST
                print(f"seed {seed}: {found.cases:,} cases, {'no failure' if is_well else 'FAILED'}", flush=True)  # noqa: T201
                seed += 1
        finally:
            server.stop()
    print(table_of(answers))  # noqa: T201  the report
    if not is_well:
        print(found.printed)  # noqa: T201
        sys.exit(1)


if __name__ == "__main__":
    main()
