"""The compose file: it is one, it is shut as tightly as it can be, and agrees with image, unit and program."""

import json
import re
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from app.serving.limits import DRAIN_SECONDS, MOST_CONNECTIONS
from app.serving.processes import ENDING_SECONDS
from tests.operating.runbook import ROOT, RUNBOOK
from tests.operating.test_units import SERVICE
from tests.operating.units import command_of

TEXT = (ROOT / "compose.yaml").read_text("utf-8")
FILLED_IN = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", TEXT)
"""As compose reads it where no variable is set."""

IMAGE = (ROOT / "Dockerfile").read_text("utf-8")
SERVICES: dict[str, Any] = yaml.safe_load(FILLED_IN)["services"]
OURS = SERVICES["rivalry"]


def test_it_is_valid_by_the_compose_specification() -> None:
    compose = PyCompose.from_yaml(FILLED_IN)

    compose.validate()

    assert compose.service_names() == ["rivalry", "postgres"]


def test_what_is_no_key_of_the_specification_would_be_found() -> None:
    with pytest.raises(ValueError, match="readonly"):
        PyCompose.from_yaml(FILLED_IN.replace("read_only", "readonly"))


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_do_no_more_than_it_must(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert any(each.startswith("/tmp") for each in service["tmpfs"])  # noqa: S108  not ours, but the container's
    assert {"mem_limit", "pids_limit", "healthcheck"} <= service.keys()
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    assert service["restart"] == "unless-stopped"


def test_only_this_machine_reaches_it() -> None:
    assert OURS["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in SERVICES["postgres"]


def test_the_container_is_given_longer_to_end_than_it_takes() -> None:
    assert int(OURS["stop_grace_period"].removesuffix("s")) >= DRAIN_SECONDS + ENDING_SECONDS + 5


def test_the_container_serves_as_the_unit_does_but_to_its_own_network() -> None:
    _, *unit = command_of(SERVICE["ExecStart"][0])

    assert OURS["command"] == [part.replace("127.0.0.1", "0.0.0.0") for part in unit]  # noqa: S104  a container's own
    assert OURS["ulimits"]["nofile"] == int(SERVICE["LimitNOFILE"][0]) > MOST_CONNECTIONS
    assert OURS["mem_limit"].upper() == SERVICE["MemoryMax"][0]


def test_the_container_is_the_image_of_the_dockerfile() -> None:
    (version,) = re.findall(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    (check,) = re.findall(r"HEALTHCHECK (.*?)\n  CMD (.*)", IMAGE, re.DOTALL)
    every, allowed, first = re.findall(r"=(\d+s)", check[0])

    assert OURS["build"] == "."
    assert OURS["image"] == f"retail-rivalry:{version}"
    assert OURS["healthcheck"]["test"] == ["CMD", *json.loads(check[1].partition("]")[0] + "]")]
    assert [OURS["healthcheck"][key] for key in ("interval", "timeout", "start_period")] == [every, allowed, first]
    assert "RIVALRY_DATABASE_URL=sqlite:////data/rivalry.db" in IMAGE
    assert "VOLUME /data" in IMAGE
    assert OURS["volumes"] == ["data:/data"]
    assert "EXPOSE 8000" in IMAGE


def test_settings_come_from_one_file_which_nothing_overrides() -> None:
    assert OURS["env_file"] == [{"path": "rivalry.env", "required": False}]
    assert "environment" not in OURS
    assert "`rivalry.env` beside it" in " ".join(RUNBOOK.split())


def test_the_image_speaks_to_postgresql_to_collectors_and_to_agents() -> None:
    assert '"$1[mcp,postgres,otel]"' in IMAGE
    assert "'.[postgres,otel]'" in RUNBOOK


def test_the_image_holds_what_the_wheel_is_made_of() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}

    assert let_in == {"app", "migrations", "seed", "README.md", "constraints.txt", "pyproject.toml"}
