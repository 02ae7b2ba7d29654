"""What the README says of agents: its program runs, its client's configuration leads here, its table has every tool."""

import json
import re
import subprocess
import sys
from pathlib import Path

from app.agents.tools import COLLECTIONS, TOOLS
from tests.agents.asking import message, post
from tests.api.serving import Server
from tests.test_readme import README

ADDRESS = "http://127.0.0.1:8000"
SECTION = README.split("## For agents\n", 1)[1].split("\n## ", 1)[0]


def test_the_program_runs_and_prints_what_is_shown(on_file: Server, tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
    (shown,) = re.findall(r"```\n(amazon.*?)```", SECTION, re.DOTALL)
    path = tmp_path / "agent.py"
    path.write_text(program.replace(ADDRESS, f"http://127.0.0.1:{on_file.port}"), "utf-8")

    done = subprocess.run([sys.executable, path], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout == shown


def test_the_configuration_names_the_address(on_file: Server) -> None:
    (block,) = re.findall(r"```json\n(.*?)```", SECTION, re.DOTALL)

    (server,) = json.loads(block)["mcpServers"].values()

    assert server == {"type": "http", "url": f"{ADDRESS}/mcp"}
    assert post(on_file, message("ping"))[0] == 200


def test_the_table_has_every_tool_and_all_that_it_asks_for() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", SECTION, re.MULTILINE))

    assert list(rows) == [tool.name for tool in TOOLS]
    for tool in TOOLS:
        paths = [f"/v1/{each}" for each in COLLECTIONS] if tool.choices else tool.paths
        assert set(re.findall(r"`([^`]+)`", rows[tool.name])) == set(paths)
