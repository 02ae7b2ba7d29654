"""Bundles: several ES modules of a folder as the one that browsers load."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

_STYLE = re.compile(r'^import (\w+) from "\./([\w.-]+\.css)" with \{ type: "css" \};$', re.MULTILINE)
_MODULE = re.compile(r'^import \{([^}]+)\} from "\./([\w-]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^\s*/\*\*?(?: .*?)?\*/\n|^/\*\*$.*?^ \*/$\n", re.MULTILINE | re.DOTALL)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def bundle(folder: Path, entry: str) -> str:
    """Return one ES module that does what the module `entry`.js of a folder and all that it imports do.

    Each module becomes a function that runs once and returns what it exports, so that names stay their own; style
    sheets that modules import become constructed ones. Modules are expected in the form that ours have: imports by name
    from `./`, a line each, and exports where they are declared. Raises FileNotFoundError for what is not there.
    """
    return "".join(_wrapped(folder, name) for name in _in_order(folder, entry))


def _in_order(folder: Path, entry: str) -> list[str]:
    """List the modules that a module needs, each after those that it needs itself."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        for needed in _imports(_read(folder, name)):
            if needed not in found:
                visit(needed)
        found[name] = None

    visit(entry)
    return list(found)


def _imports(text: str) -> Iterator[str]:
    return (name for _, name in _MODULE.findall(text))


def _read(folder: Path, name: str) -> str:
    return (folder / f"{name}.js").read_text("utf-8")


def _wrapped(folder: Path, name: str) -> str:
    text = _read(folder, name)
    exported = _EXPORT.findall(text)

    def style(match: re.Match[str]) -> str:
        rules = _CSS_COMMENT.sub("", (folder / match[2]).read_text("utf-8"))
        tight = re.sub(r"\s+", " ", rules).strip()
        return f"const {match[1]} = new CSSStyleSheet(); {match[1]}.replaceSync({json.dumps(tight)});"

    text = _STYLE.sub(style, text)
    text = _MODULE.sub(lambda match: f"const {{{match[1]}}} = ${match[2]};", text)
    text = _COMMENT.sub("", _EXPORT.sub("", text)).strip()
    return f"const ${name} = (() => {{\n{text}\nreturn {{ {', '.join(exported)} }};\n}})();\n"
