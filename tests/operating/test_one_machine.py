"""The runbook on one machine with a file: from the first deploy to the move of the file, as it is written."""

import json
import os
import re
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest

from tests.operating.machine import Machine
from tests.operating.runbook import BLOCKS
from tests.postgres.waiting import wait_until
from tests.test_readme import README


def ask(machine: Machine, address: str) -> tuple[int, Message, bytes]:
    """Return the status, the headers and the body of an answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{machine.port}{address}", timeout=60) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def facts(machine: Machine, revision: int) -> bytes:
    """Return all facts of a revision."""
    status, _, body = ask(machine, f"/v1/export/facts.csv?revision={revision}")
    assert status == 200
    return body


@pytest.fixture(scope="module")
def deployed(machine: Machine, releases: dict[str, Path]) -> dict[str, str]:
    """Deploy the older release."""
    machine.take(releases["0.1.0"])
    return machine.follow(BLOCKS["With systemd"][0])


@pytest.fixture(scope="module")
def loaded(machine: Machine, deployed: dict[str, str]) -> None:  # noqa: ARG001  it stands on that
    """Load a pack, and go back to what was there before."""
    (machine.root / "srv/rivalry/packs").mkdir()
    pack = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[0]
    (machine.root / "srv/rivalry/packs/an-example.toml").write_text(pack, "utf-8")
    machine.follow(BLOCKS["Load facts"][0])
    machine.follow(BLOCKS["A bad load"][0])


@pytest.fixture(scope="module")
def backed_up(machine: Machine, loaded: None) -> Path:  # noqa: ARG001  likewise
    """Make backups, where one of long ago lies, and one that nobody made by the clock."""
    folder = machine.root / "var/backups/rivalry"
    for name in ("daily-20200101T000000Z.db", "monthly-20200101.db"):
        (folder / name).touch()
        os.utime(folder / name, (0, 0))
    machine.follow(BLOCKS["Back up"][0])
    return folder


@pytest.fixture(scope="module")
def upgraded(machine: Machine, releases: dict[str, Path], backed_up: Path) -> dict[str, str]:  # noqa: ARG001  likewise
    """Upgrade to the newer release."""
    machine.take(releases["0.2.0"])
    machine.follow(BLOCKS["Upgrade"][0])
    return machine.follow(BLOCKS["One machine"][0])


@pytest.fixture(scope="module")
def rolled_back(machine: Machine, upgraded: dict[str, str]) -> int:  # noqa: ARG001  likewise
    """Try the older release on the newer database, then roll back; return how the former ended."""
    machine.stop()
    machine.run("ln -sfn 0.1.0 /opt/rivalry/current")
    machine.start()
    code = machine.ended()
    machine.follow(BLOCKS["Roll back"][0])
    return code


@pytest.fixture(scope="module")
def upgraded_beneath(machine: Machine, rolled_back: int) -> dict[str, tuple[int, Message, bytes]]:  # noqa: ARG001
    """Upgrade the database while the older release serves; return what it then answers."""
    kept = "/v1/companies"
    ask(machine, kept)
    machine.run("VERSION=0.2.0 rivalry load")
    wait_until(lambda: ask(machine, "/readyz")[0] == 503)
    answers = {address: ask(machine, address) for address in (kept, "/v1/metrics", "/readyz", "/healthz")}
    machine.run("rivalry load", code=4)
    return answers


@pytest.fixture(scope="module")
def restored(machine: Machine, upgraded_beneath: object) -> None:  # noqa: ARG001  likewise
    """Restore, after the database was upgraded by mistake; then over one that is sound."""
    sound, newer, *_ = BLOCKS["Restore"]
    machine.follow(newer)
    machine.follow(sound)


@pytest.fixture(scope="module")
def moved(machine: Machine, restored: None) -> None:  # noqa: ARG001  likewise
    """Move the file to another folder."""
    machine.follow(BLOCKS["Rotate"][1])


def test_a_deployed_service_answers_and_the_doctor_finds_nothing_wrong(
    machine: Machine, deployed: dict[str, str]
) -> None:
    assert not re.search("^wrong", deployed["rivalry doctor"], re.MULTILINE)
    assert machine.run("command -v rivalry") == "/usr/local/bin/rivalry\n"
    assert ask(machine, "/v1/companies/amazon")[0] == 200


@pytest.mark.parametrize("address", ["/v1/charts/compare.png?companies=amazon,walmart&metric=revenue",
                                     "/v1/export/database", "/"])  # fmt: skip
@pytest.mark.usefixtures("deployed")
def test_the_system_calls_that_the_unit_allows_are_all_that_is_needed(machine: Machine, address: str) -> None:
    """The service runs under the unit's own filter: it draws, which V8 does, and writes temporary files."""
    assert ask(machine, address)[0] == 200


def test_after_a_bad_load_the_facts_are_those_of_before(machine: Machine, loaded: None) -> None:  # noqa: ARG001
    first, second, third = (facts(machine, revision) for revision in (1, 2, 3))

    assert first == third
    assert first != second
    assert b"nearly 4,700 U.S. stores" in second


def test_the_timer_makes_a_backup_and_deletes_its_old_ones_alone(backed_up: Path) -> None:
    found = sorted(re.sub(r"\d{8}T\d{6}", "…", path.name) for path in backed_up.glob("*.db") if path.stat().st_mtime)

    assert [name for name in found if "0.2.0" not in name] == ["by-hand.db", "daily-…Z.db"]
    assert (backed_up / "monthly-20200101.db").exists()
    assert not (backed_up / "daily-20200101T000000Z.db").exists()


def test_an_upgrade_keeps_the_facts(machine: Machine, upgraded: dict[str, str]) -> None:
    assert "9999, this program's" in upgraded["rivalry doctor"]
    assert machine.run("/opt/rivalry/current/bin/python -c 'from importlib.metadata import version as v; "
                       "print(v(\"retail-rivalry\"))'") == "0.2.0\n"  # fmt: skip


def test_the_older_release_refuses_the_newer_database_until_the_backup_is_back(
    machine: Machine, rolled_back: int
) -> None:
    assert rolled_back == 4
    assert "the database is newer than this program" in (machine.root / "journal").read_text("utf-8")


def test_an_older_process_over_a_newer_schema_answers_what_it_keeps_and_refuses_the_rest(
    upgraded_beneath: dict[str, tuple[int, Message, bytes]],
) -> None:
    statuses = {address: status for address, (status, _, _) in upgraded_beneath.items()}
    _, headers, body = upgraded_beneath["/v1/metrics"]

    assert statuses == {"/v1/companies": 200, "/v1/metrics": 503, "/readyz": 503, "/healthz": 200}
    assert json.loads(body)["code"] == "database-version"
    assert headers["Retry-After"]


def test_a_restored_database_holds_the_facts_of_before(machine: Machine, restored: None) -> None:  # noqa: ARG001
    assert facts(machine, 1) == facts(machine, 3)
    assert (machine.root / "var/lib/rivalry/damaged/rivalry.db").exists()


def test_a_moved_database_is_the_one_that_is_served(machine: Machine, moved: None) -> None:  # noqa: ARG001
    assert not (machine.root / "var/lib/rivalry/rivalry.db").exists()
    assert "moved/rivalry.db" in machine.run("rivalry doctor --quick")


def test_numbers_and_disks_are_looked_at_as_the_runbook_says(machine: Machine, moved: None) -> None:  # noqa: ARG001
    for heading in ("Read the metrics", "The disk is full"):
        assert all(machine.follow(BLOCKS[heading][0]).values())


def test_a_service_that_is_told_to_end_ends_as_systemd_calls_clean(machine: Machine, moved: None) -> None:  # noqa: ARG001
    process = machine.process
    machine.stop()

    assert process
    assert process.returncode in (0, -15)
