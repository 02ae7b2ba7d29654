"""What pages of other people load: the components, under two names, and what resizes frames."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from starlette.testclient import TestClient

from tests.api.asking import code_of
from tests.bundle_widgets import bundled

MOST_BYTES = 15_000
SHORT = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def version(client: TestClient) -> str:
    """Return the path of the components' version, as the front page has it."""
    found = re.findall(r"/widgets\.[0-9a-f]{16}\.js", client.get("/").text)
    assert len(set(found)) == 1
    path: str = found[0]
    return path


def test_the_newest_components_are_asked_for_anew_and_a_version_is_kept_for_a_year(
    client: TestClient, version: str
) -> None:
    newest, pinned = client.get("/widgets.js"), client.get(version)

    assert newest.content == pinned.content
    assert newest.headers["cache-control"] == SHORT
    assert pinned.headers["cache-control"] == FOR_EVER
    assert client.get("/widgets.js", headers={"If-None-Match": newest.headers["etag"]}).status_code == 304


def test_the_components_that_are_served_are_those_of_the_sources(client: TestClient) -> None:
    """Where this fails, `make widgets` has not been run since they were changed."""
    assert client.get("/widgets.js").text == bundled()


def test_two_modules_of_the_components_may_not_give_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "bars.js").write_text("export function bar() {}\nfunction row() {}\n")
    (tmp_path / "table.js").write_text('import { bar } from "./bars.js";\n\nfunction row() {\n  bar();\n}\n')

    with pytest.raises(ValueError, match="each have: row"):
        bundled(tmp_path, "table")


@pytest.mark.parametrize("path", ["/widgets.js", "/embed.js"])
def test_every_page_may_load_a_script_of_ours(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"Origin": "https://elsewhere.example"})

    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["etag"]


def test_a_version_that_is_gone_is_not_found(client: TestClient, version: str) -> None:
    response = client.get("/widgets.0123456789abcdef.js")

    assert code_of(response) == (404, "not-found")
    assert response.headers["cache-control"] == "no-store"
    assert client.get(version).status_code == 200


@pytest.mark.parametrize(("encoding", "decode"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_the_components_are_small(client: TestClient, version: str, encoding: str, decode: object) -> None:
    with client.stream("GET", version, headers={"Accept-Encoding": encoding}) as response:
        sent = b"".join(response.iter_raw())

    assert response.headers["content-encoding"] == encoding
    assert len(sent) <= MOST_BYTES
    assert callable(decode)
    assert decode(sent) == client.get(version).content


def test_what_resizes_frames_is_tiny_and_believes_only_our_frames(client: TestClient) -> None:
    script = client.get("/embed.js").text

    assert len(script.encode()) < 1100
    assert "origin !== home" in script
    assert "frame.contentWindow === source" in script


@pytest.mark.parametrize("path", ["/widgets.js", "/embed.js", "/assets/frame.js", "/assets/copy.js"])
def test_no_script_makes_markup_of_text_or_asks_another_host(client: TestClient, path: str) -> None:
    script = client.get(path).text.replace("http://www.w3.org/", "")

    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", script) == []
    assert re.findall(r"[\"'`]https?://[\w.-]+", script) == []


@pytest.mark.parametrize("path", ["/assets/house.css", "/assets/swagger/swagger-ui-bundle.js", "/docs"])
def test_what_a_page_loads_is_compressed_and_asked_for_with_its_tag(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"Accept-Encoding": "br"})

    again = client.get(path, headers={"Accept-Encoding": "br", "If-None-Match": response.headers["etag"]})

    assert response.headers["content-encoding"] == "br"
    assert response.headers["cache-control"] == SHORT
    assert again.status_code == 304
