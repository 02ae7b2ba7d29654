"""Bundles the components: puts their modules and their styles together into the one file that is served."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import minify

WEB = Path(__file__).parent.parent / "app" / "web"
BUNDLE = WEB / "widgets.js"
SOURCES = WEB / "widgets"

_STYLE = re.compile(r'^import (\w+) from "\./([\w.-]+\.css)" with \{ type: "css" \};$', re.MULTILINE)
_MODULE = re.compile(r'^import \{[^}]+\} from "\./([\w-]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) )", re.MULTILINE)
_NAME = re.compile(r"^(?:async function|function|class|const|let) (\w+)", re.MULTILINE)


def bundled(folder: Path = SOURCES, entry: str = "widgets") -> str:
    """Return one minified ES module that does what the module `entry`.js of a folder and all that it imports do.

    All modules share one scope, in which a minifier can shorten every name; style sheets that they import become
    constructed ones. Modules are expected in the form that ours have: imports by name from `./`, a line each, and
    exports where they are declared. Raises ValueError where two modules give the same name to things of their own, and
    FileNotFoundError for what is not there.
    """
    scope = "".join(_unwrapped(folder, name) for name in _in_order(folder, entry))
    twice = sorted(name for name, times in Counter(_NAME.findall(scope)).items() if times > 1)
    if twice:
        raise ValueError(f"two modules of the components each have: {', '.join(twice)}")
    return f"{minify.string('text/javascript', f'(() => {{{scope}}})();')}\n"


def _in_order(folder: Path, entry: str) -> list[str]:
    """List the modules that a module needs, each after those that it needs itself."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        for needed in _imports(folder, name):
            if needed not in found:
                visit(needed)
        found[name] = None

    visit(entry)
    return list(found)


def _imports(folder: Path, name: str) -> Iterator[str]:
    return (match[1] for match in _MODULE.finditer(_read(folder, name)))


def _read(folder: Path, name: str) -> str:
    return (folder / f"{name}.js").read_text("utf-8")


def _unwrapped(folder: Path, name: str) -> str:
    """Return a module as a part of the scope that all share."""

    def style(match: re.Match[str]) -> str:
        rules = minify.string("text/css", (folder / match[2]).read_text("utf-8"))
        return f"const {match[1]} = new CSSStyleSheet(); {match[1]}.replaceSync({json.dumps(rules)});"

    return _EXPORT.sub("", _MODULE.sub("", _STYLE.sub(style, _read(folder, name))))


def main() -> None:
    """Write the file."""
    BUNDLE.write_text(bundled(), "utf-8")


if __name__ == "__main__":
    main()
