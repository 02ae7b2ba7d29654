"""What the OpenAPI allows is answered as it says, and what it does not allow is refused as it says."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.serving import Server
from tests.api.test_openapi import PINNED
from tests.contract.fuzzing import Round, ask_round, table_of

SEED, EXAMPLES = 6, 5
"""Always the same, and few: `make fuzz` asks more, with other seeds."""


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    """Ask a server over the shipped seed once through, and end it."""
    server = Server(f"sqlite:///{tmp_path_factory.mktemp('fuzzed')}/rivalry.db", "--workers", "1")
    try:
        yield ask_round(server.port, SEED, EXAMPLES)
    finally:
        server.stop()


def test_nothing_that_is_asked_breaks_what_the_document_says(fuzzed: Round) -> None:
    assert fuzzed.exit_code == 0, fuzzed.printed[-20_000:]


def test_every_operation_is_asked_and_both_answers_and_refuses(fuzzed: Round) -> None:
    names = {f"GET {path}" for path in PINNED}

    assert set(fuzzed.answers) == names, fuzzed.printed[-2_000:]
    assert [name for name in names if not fuzzed.answers[name]["200"]] == []
    assert [name for name in names if len(fuzzed.answers[name]) == 1] == []


def test_no_answer_is_a_fault_of_ours(fuzzed: Round) -> None:
    statuses = {status for counter in fuzzed.answers.values() for status in counter}

    assert statuses <= {"200", "206", "304", "404", "405", "416", "422", "501"}
    assert fuzzed.cases > 2_000


def test_what_was_asked_is_told_by_operation(fuzzed: Round) -> None:
    told = table_of(fuzzed.answers).splitlines()

    assert len(told) == len(PINNED) + 1
    assert told[-1] == f"{fuzzed.cases:>8,}  in all, of {len(PINNED)} operations"


@pytest.fixture(scope="module")
def config() -> str:
    """Return what schemathesis is set to."""
    return (Path(__file__).parents[2] / "schemathesis.toml").read_text("utf-8")


def test_no_check_is_switched_off(config: str) -> None:
    assert "exclude" not in config
    assert "[checks.positive_data_acceptance]" in config
    assert config.count("expected-statuses") == 3
    refusals = tomllib.loads(config)["checks"]["negative_data_rejection"]["expected-statuses"]
    assert refusals == [400, 401, 403, 404, 405, 406, 409, 414, 415, 422, 428, 429, "5xx"]
