"""The runbook, and other pages of commands, read: the commands by section, and what is shown of their outputs."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNBOOK = (ROOT / "docs/operating.md").read_text("utf-8")
DEPLOY = ROOT / "deploy"


@dataclass(frozen=True)
class Step:
    """A command, whether it is run as it stands or needs more of a machine than tests have, and what it shows."""

    command: str
    is_run: bool
    shown: str

    def matches(self, printed: str) -> bool:
        """Whether this is what was printed; a … stands for anything, and where nothing is shown anything may come."""
        if not self.shown:
            return True
        pattern = ".*".join(map(re.escape, self.shown.split("…")))
        return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


def read_blocks(text: str) -> dict[str, list[list[Step]]]:
    """Return the blocks of commands under each heading of a page, in their order."""
    rest, taken = _without_blocks(text)
    found: dict[str, list[list[Step]]] = {}
    for part in re.split(r"^#{1,3} (?=.)", rest, flags=re.MULTILINE):
        heading = part.split("\n", 1)[0]
        numbers = [int(number) for number in re.findall(r"^\0(\d+)$", part, re.MULTILINE)]
        if numbers:
            found[heading] = [_steps(taken[number]) for number in numbers]
    return found


def _without_blocks(text: str) -> tuple[str, list[str]]:
    """Take the blocks of commands out of a text, so that their prompts are no headings."""
    blocks: list[str] = []

    def number(found: re.Match[str]) -> str:
        blocks.append(found[2])
        return f"\0{len(blocks) - 1}" if found[1] == "console" else ""

    return re.sub(r"^```(\w*)\n(.*?)^```$", number, text, flags=re.DOTALL | re.MULTILINE), blocks


def _steps(block: str) -> list[Step]:
    found = re.findall(r"^([$#]) (.+)\n((?:(?![$#] ).*\n)*)", block, re.MULTILINE)
    return [Step(command, prompt == "$", shown.strip()) for prompt, command, shown in found]


BLOCKS = read_blocks(RUNBOOK)
