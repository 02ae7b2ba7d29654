"""The API docs in a browser: every byte comes from us, and no script runs that is not a file of ours."""

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

SCRIPTS = ["/assets/swagger/swagger-ui-bundle.js", "/assets/docs.js"]
STYLES = ["/assets/swagger/swagger-ui.css", "/assets/docs.css"]


class Page(HTMLParser):
    """What a page loads and links to, and what it would run or style in place."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep addresses, and attributes that are scripts or styles."""
        self._open = tag
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]
        self.inline += [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        """Keep scripts and styles that are written in place."""
        if self._open in ("script", "style") and data.strip():
            self.inline.append(data)


@pytest.fixture(scope="module")
def page(client: TestClient) -> Page:
    """Return the docs as they are served."""
    return Page(client.get("/docs").text)


def test_the_front_leads_to_the_docs(client: TestClient) -> None:
    front = client.get("/", follow_redirects=False)

    assert (front.status_code, front.headers["location"]) == (307, "/docs")
    assert client.get("/").headers["content-type"] == "text/html; charset=utf-8"


def test_the_page_loads_our_files_only(page: Page) -> None:
    assert {*SCRIPTS, *STYLES} <= set(page.addresses)
    assert [address for address in page.addresses if not re.match(r"/(?!/)", address)] == []


def test_everything_that_the_page_loads_is_there(client: TestClient, page: Page) -> None:
    for address in page.addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert len(response.content) > 100, address


@pytest.mark.parametrize("address", ["/docs", "/assets/docs.js", "/assets/docs.css", "/assets/icon.svg"])
def test_what_we_wrote_names_no_other_host(client: TestClient, address: str) -> None:
    text = client.get(address).text.replace("http://www.w3.org/2000/svg", "")

    assert re.findall(r"(?:https?:)?//[\w-]+\.[\w.-]+", text) == []


@pytest.mark.parametrize("address", STYLES)
def test_styles_load_nothing_from_elsewhere(client: TestClient, address: str) -> None:
    text = client.get(address).text

    assert [target for target in re.findall(r"url\(['\"]?([^)]{0,40})", text) if not target.startswith("data:")] == []
    assert "@import" not in text


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        *((address, "text/javascript; charset=utf-8") for address in SCRIPTS),
        *((address, "text/css; charset=utf-8") for address in STYLES),
        ("/assets/icon.svg", "image/svg+xml"),
        ("/openapi.json", "application/json"),
    ],
)
def test_assets_have_the_type_that_browsers_need(client: TestClient, address: str, kind: str) -> None:
    response = client.get(address)

    assert response.headers["content-type"] == kind
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["etag"]


def test_no_script_runs_that_is_not_a_file_of_ours(client: TestClient, page: Page) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in client.get("/docs").headers["content-security-policy"].split(";")
    )

    assert page.inline == []
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert not re.search(r"https?:|\*|unsafe-eval", " ".join(policy.values()))


def test_the_page_shows_the_document_that_we_serve(client: TestClient) -> None:
    script = client.get("/assets/docs.js").text

    assert 'url: "/openapi.json"' in script
    assert "validatorUrl: null" in script


@pytest.mark.parametrize(
    "address",
    [
        "/assets/docs.html/../../main.py",
        "/assets/..%2fmain.py",
        "/assets/swagger/..%2f..%2f__init__.py",
        "/assets/%2e%2e/main.py",
        "/assets/%00",
        "/assets/",
        "/assets",
    ],
)
def test_assets_never_lead_out_of_their_folder(client: TestClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
