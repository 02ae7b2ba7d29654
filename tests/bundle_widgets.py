"""Bundles the components: puts their modules and their styles together into the one file that is served."""

import json
import re
from collections import Counter
from pathlib import Path

import minify

WEB = Path(__file__).parent.parent / "app" / "web"
BUNDLE = WEB / "widgets.js"
SOURCES = WEB / "widgets"

_STYLE = re.compile(r'^import (\w+) from "\./([\w.-]+\.css)" with \{ type: "css" \};$', re.MULTILINE)
_MODULE = re.compile(r'^import \{[^}]+\} from "\./([\w-]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) )", re.MULTILINE)
_NUMBER = re.compile(r"^const ([A-Z_]+) = ([\d_.e]+);$", re.MULTILINE)
_SPACE = re.compile(r"\s*([{};,])\s*|(:)\s+")
_NAME = re.compile(r"^(?:async function|function|class|const|let) (\w+)", re.MULTILINE)


def bundled(folder: Path = SOURCES, entry: str = "widgets") -> str:
    """Return one minified ES module that does what the module `entry`.js of a folder and all that it imports do.

    All modules share one scope, in which a minifier can shorten every name. Style sheets that they import become
    constructed ones and come first: what is alike in the modules is then near enough for gzip to find it. Modules are
    expected in the form that ours have: imports by name from `./`, a line each, and exports where they are declared.
    Raises ValueError where two modules give the same name to things of their own, and FileNotFoundError for what is not
    there.
    """
    modules = [_read(folder, name) for name in _in_order(folder, entry)]
    styles = [_constructed(folder, *match) for text in modules for match in _STYLE.findall(text)]
    scope = "".join([*styles, *(_EXPORT.sub("", _MODULE.sub("", _STYLE.sub("", text))) for text in modules)])
    twice = [name for name, times in Counter(_NAME.findall(scope)).items() if times > 1]
    if twice:
        raise ValueError(f"two modules of the components each have: {', '.join(twice)}")
    for name, number in _NUMBER.findall(scope):  # the minifier keeps them as variables
        scope = re.sub(rf"\b{name}\b", number, _NUMBER.sub("", scope, count=1))
    return f"{minify.string('text/javascript', f'(() => {{{scope}}})();')}\n"


def _constructed(folder: Path, name: str, file: str) -> str:
    """Return what makes a style sheet; spaces go that the minifier keeps, in custom properties and in `@container`."""
    rules = minify.string("text/css", _SPACE.sub(r"\1\2", (folder / file).read_text("utf-8")))
    return f"const {name} = new CSSStyleSheet();\n{name}.replaceSync({json.dumps(rules)});\n"


def _in_order(folder: Path, entry: str) -> list[str]:
    """List the modules that a module needs, each after those that it needs itself."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        for needed in _MODULE.findall(_read(folder, name)):
            if needed not in found:
                visit(needed)
        found[name] = None

    visit(entry)
    return list(found)


def _read(folder: Path, name: str) -> str:
    return (folder / f"{name}.js").read_text("utf-8")


def main() -> None:
    """Write the file."""
    BUNDLE.write_text(bundled(), "utf-8")


if __name__ == "__main__":
    main()
