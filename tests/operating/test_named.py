"""What the runbook names exists, and of what an operator may meet nothing is missing from it."""

import re
import tomllib
from itertools import chain

import pytest
import yaml
from starlette.testclient import TestClient

from app.api.problems import CODES
from app.cli import cli
from app.edgar.faults import EdgarError
from app.main import create_app
from app.settings import Settings
from app.store import faults
from app.terminal import DIFFERENT, WRONG_INPUT, WRONG_USAGE
from tests.operating.runbook import BLOCKS, DEPLOY, ROOT, RUNBOOK
from tests.operating.units import read_environment
from tests.postgres.cluster import Cluster
from tests.test_readme import README

SETTINGS = {f"RIVALRY_{name.upper()}" for name in Settings.model_fields}
COMMANDS = {each.name or getattr(each.callback, "__name__", "") for each in cli.registered_commands}
COMMANDS |= {str(each.name) for each in cli.registered_groups}
OF_PROCESSES = {"process_resident_memory_bytes", "process_open_fds", "process_max_fds"}
CLIENTS_OWN = {404, 405, 416, 422, 501}
"""Statuses of refusals that tell a client of its own mistake and an operator of nothing."""


def rows(heading: str) -> list[list[str]]:
    """Return the cells of a section's table."""
    section = RUNBOOK.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|") and not line.startswith("| ---")
    ][1:]


@pytest.fixture(scope="module")
def measured(loaded_url: str, postgres: Cluster, migrated_postgres: str) -> set[str]:
    """Return the names of all that is measured, over a file and over PostgreSQL."""
    names: set[str] = set()
    for url in (loaded_url, postgres.url(migrated_postgres)):
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("RIVALRY_DATABASE_URL", url)
            environment.setenv("RIVALRY_LOG_REQUESTS", "true")
            app = create_app()
        with TestClient(app) as client:
            client.get("/v1/companies")
            names |= set(re.findall(r"^(\w+)[{ ]", client.get("/metrics").text, re.MULTILINE))
    return {re.sub("_(bucket|sum|count|created)$", "", name) for name in names}


def test_every_setting_is_in_the_runbook_and_every_one_there_exists() -> None:
    assert set(re.findall(r"RIVALRY_\w+", RUNBOOK)) == SETTINGS


def test_the_list_of_settings_for_operators_is_whole_and_each_example_in_it_is_valid() -> None:
    text = (DEPLOY / "rivalry.env").read_text("utf-8")
    examples = re.findall(r"^#(RIVALRY_(\w+))='(.*)'$", text, re.MULTILINE)

    assert {name for name, _, _ in examples} == SETTINGS
    assert read_environment(DEPLOY / "rivalry.env") == {}
    for _, name, value in examples:
        Settings.model_validate({name.lower(): value})


def test_the_settings_that_a_proxy_needs_are_valid() -> None:
    (block,) = re.findall(r"```sh\n(.*?)```", RUNBOOK, re.DOTALL)

    given = dict(re.findall(r"^RIVALRY_(\w+)='(.*)'$", block, re.MULTILINE))

    assert len(given) == 3
    Settings.model_validate({name.lower(): value for name, value in given.items()})


def test_every_exit_code_is_in_the_runbook() -> None:
    codes = {fault.exit_code for fault in vars(faults).values() if isinstance(fault, type)
             and issubclass(fault, faults.StoreError)}  # fmt: skip
    codes |= {fault.exit_code for fault in EdgarError.__subclasses__()}
    codes |= {0, WRONG_INPUT, WRONG_USAGE}

    assert {row[0] for row in rows("Exit codes")} == {str(code) for code in codes | {DIFFERENT}}
    assert all(f"\n| {code} |" in README for code in codes | {DIFFERENT})


def test_every_refusal_that_concerns_an_operator_is_in_the_runbook() -> None:
    concerning = {(str(code.status), f"`{name}`") for name, code in CODES.items() if code.status not in CLIENTS_OWN}

    assert {(row[0], row[1]) for row in rows("Refusals")} == concerning


def test_every_measure_is_in_the_runbook_and_every_one_there_exists(measured: set[str]) -> None:
    named = set(re.findall(r"`((?:rivalry|process)_[a-z_]+)`", "".join(row[0] for row in rows("Read the metrics"))))
    ours = {name for name in measured if name.startswith("rivalry_")}

    assert named == ours | OF_PROCESSES
    assert named <= measured


def test_what_is_said_of_measures_elsewhere_is_said_of_those(measured: set[str]) -> None:
    files = {"rivalry_db", "rivalry_new", "rivalry_restored"}

    assert set(re.findall(r"\brivalry_[a-z_]+", RUNBOOK)) - files <= measured


def test_every_alert_asks_for_measures_that_exist_and_leads_to_a_section(measured: set[str]) -> None:
    (group,) = yaml.safe_load((DEPLOY / "prometheus-rules.yml").read_text("utf-8"))["groups"]

    for rule in group["rules"]:
        asked = set(re.findall(r"\b(?:rivalry|process)_\w+", rule["expr"]))
        assert {re.sub("_bucket$", "", name) for name in asked} <= measured
        assert asked or rule["alert"] == "RivalryDown"
        assert rule["annotations"]["runbook"].removeprefix("docs/operating.md#") in anchors()


def anchors(text: str = RUNBOOK) -> set[str]:
    """Return what the headings of a text can be linked to by."""
    headings = re.findall(r"^#{2,} (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_of_the_runbook_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", RUNBOOK):
        path, _, anchor = target.partition("#")
        file = ROOT / "docs" / (path or "operating.md")
        assert file.exists(), target
        assert not anchor or anchor in anchors(file.read_text("utf-8")), target


def test_every_command_of_ours_in_the_runbook_exists() -> None:
    steps = [step.command for step in chain.from_iterable(chain.from_iterable(BLOCKS.values()))]

    named = set(re.findall(r"(?:^|[ `])rivalry ([a-z]+)(?= |`|$)", "\n".join([*steps, RUNBOOK]), re.MULTILINE))

    assert {"backup", "restore", "doctor", "load", "check", "serve"} <= named
    assert named & COMMANDS == named - {"runs", "rivalry"}


def test_the_runbook_is_found_from_the_readme_and_travels_with_the_code() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    assert "(docs/operating.md)" in README
    assert {"/docs", "/deploy", "/compose.yaml", "/Dockerfile"} <= set(
        project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    )


def test_every_section_with_commands_is_followed() -> None:
    """A new one must be followed by a test, or be named here: what it needs is more of a machine than tests have."""
    followed = {"With systemd", "Load facts", "A bad load", "Back up", "Upgrade", "One machine", "Roll back",
                "Several machines on PostgreSQL, without a gap", "Restore", "Rotate", "Read the metrics",
                "The disk is full", "Scale"}  # fmt: skip
    described = {"With Docker Compose", "Read the log", "Overload", "Memory or file handles grow"}

    assert set(BLOCKS) == followed | described
    for heading in described:
        assert not any(step.is_run for block in BLOCKS[heading] for step in block)
