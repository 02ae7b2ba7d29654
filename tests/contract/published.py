"""The document as it was published last, what since then is declared to break it, and how it is recorded anew."""

import json
import sys
import tomllib
from pathlib import Path

from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.contract.breaking import Json, breaks, compact

FOLDER = Path(__file__).parent
PUBLISHED = FOLDER / "published.json"
DECLARED = FOLDER / "breaking.toml"


def served() -> Json:
    """Ask an app for its document; it needs no dataset for that."""
    answer: Json = (
        TestClient(create_app(Settings(database_url="sqlite:///no-dataset-is-needed.db", log_requests=False)))
        .get("/openapi.json")
        .json()
    )
    return answer


def published() -> Json:
    """Read the document that was published last, without its words."""
    read: Json = json.loads(PUBLISHED.read_text("utf-8"))
    return read


def declared() -> dict[str, str]:
    """Read which breaks are declared, each with its reason."""
    read: dict[str, str] = tomllib.loads(DECLARED.read_text("utf-8"))["breaks"]
    return read


def undeclared(document: Json) -> list[str]:
    """List what a document breaks that nobody declared."""
    known = declared() if PUBLISHED.exists() else {}
    return [line for line in breaks(published(), compact(document)) if line not in known] if PUBLISHED.exists() else []


def main() -> None:
    """Write the document down, unless it breaks something that is not declared: then end with exit code 1."""
    document = served()
    if lines := undeclared(document):
        print(f"not recorded, for this breaks clients; declare it in {DECLARED.name} with a reason, or mend it:")  # noqa: T201
        print("\n".join(lines))  # noqa: T201
        sys.exit(1)
    text = json.dumps(compact(document), indent=1, sort_keys=True, ensure_ascii=False)
    PUBLISHED.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
