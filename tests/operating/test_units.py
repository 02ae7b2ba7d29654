"""The unit files: what systemd itself finds in them, and whether they say what the program does."""

import re
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.serving.limits import DRAIN_SECONDS, MOST_CONNECTIONS
from app.serving.processes import ENDING_SECONDS
from tests.operating.runbook import DEPLOY, RUNBOOK
from tests.operating.units import command_of, read_unit

UNITS = ("rivalry.service", "rivalry-backup.service", "rivalry-backup.timer")
SERVICE = read_unit((DEPLOY / "rivalry.service").read_text("utf-8"))
BACKUP = read_unit((DEPLOY / "rivalry-backup.service").read_text("utf-8"))
MOST_EXPOSED = 15
"""Tenths of what systemd calls exposure; below 2.0 is what it calls fine."""


def test_systemd_finds_nothing_wrong_in_the_units(tmp_path: Path) -> None:
    """It looks for the programs, too, so that here they are some that every machine has."""
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("/opt/rivalry/current/bin/rivalry", "/bin/true"), "utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / name for name in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert [line for line in done.stderr.splitlines() if "rivalry" in line] == []
    assert done.returncode == 0


@pytest.mark.parametrize("name", UNITS[:2])
def test_systemd_calls_the_units_little_exposed(name: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", DEPLOY / name],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
    assert "Overall exposure level" in done.stdout


def test_the_service_is_given_longer_to_end_than_it_takes() -> None:
    assert float(SERVICE["TimeoutStopSec"][0]) >= DRAIN_SECONDS + ENDING_SECONDS + 5
    assert SERVICE["KillSignal"] == ["SIGTERM"]


def test_a_signal_goes_to_the_main_process_alone() -> None:
    """It passes it on; a second one would end its workers at once (app/serving/connections.py)."""
    assert SERVICE["KillMode"] == ["mixed"]


def test_what_may_pass_is_tried_again_and_what_cannot_is_not() -> None:
    assert SERVICE["Restart"] == ["on-failure"]
    assert SERVICE["RestartPreventExitStatus"] == ["1 2 4"]
    for code, said in re.findall(r"^\| (\d) \|.*\| ([^|]*) \|$", RUNBOOK, re.MULTILINE):
        if said:
            assert said.startswith("gives up") == (code in SERVICE["RestartPreventExitStatus"][0].split())


def test_what_the_units_start_is_a_command_with_options_that_there_are() -> None:
    program, command, *options = command_of(SERVICE["ExecStart"][0])

    shown = CliRunner().invoke(cli, [command, "--help"]).stdout

    assert program == "/opt/rivalry/current/bin/rivalry"
    assert all(option in shown for option in options if option.startswith("--"))
    assert "rivalry backup" in BACKUP["ExecStart"][0]


def test_the_units_may_write_where_they_do_and_nowhere_else() -> None:
    folder = f"/var/lib/{SERVICE['StateDirectory'][0]}"

    assert SERVICE["WorkingDirectory"] == BACKUP["WorkingDirectory"] == [folder]
    assert f"{folder}/rivalry.db" in RUNBOOK
    assert SERVICE["ProtectSystem"] == BACKUP["ProtectSystem"] == ["strict"]
    assert "ReadWritePaths" not in SERVICE
    assert BACKUP["ReadWritePaths"][0] in BACKUP["ExecStart"][0]
    assert BACKUP["ReadWritePaths"][0] in BACKUP["ExecStartPost"][0]
    assert SERVICE["PrivateTmp"] == ["yes"]


def test_the_units_run_as_one_user_with_the_same_settings() -> None:
    for name in ("User", "Group", "EnvironmentFile"):
        assert SERVICE[name] == BACKUP[name]
    assert f"--home-dir {SERVICE['WorkingDirectory'][0]} --shell /usr/sbin/nologin {SERVICE['User'][0]}" in RUNBOOK
    assert f"{SERVICE['EnvironmentFile'][0].removeprefix('-')}\n" in RUNBOOK
    assert f"runuser -u {SERVICE['User'][0]} " in (DEPLOY / "rivalry").read_text("utf-8")


def test_there_are_as_many_handles_as_connections_may_take() -> None:
    assert int(SERVICE["LimitNOFILE"][0]) > MOST_CONNECTIONS
    assert f"{int(SERVICE['LimitNOFILE'][0]):,} file handles" in RUNBOOK


def test_the_timer_fires_when_the_runbook_says() -> None:
    timer = read_unit((DEPLOY / "rivalry-backup.timer").read_text("utf-8"))

    subprocess.run(["systemd-analyze", "calendar", timer["OnCalendar"][0]], check=True, capture_output=True)

    assert timer["OnCalendar"][0].endswith("03:15:00")
    assert "Every night at 03:15" in RUNBOOK
