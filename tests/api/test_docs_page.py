"""The API docs in a browser: every byte comes from us, and no script runs that is not a file of ours."""

import re

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.api.looking import Page, policy_of

SCRIPTS = ["/assets/swagger/swagger-ui-bundle.js", "/assets/docs.js"]
STYLES = ["/assets/swagger/swagger-ui.css", "/assets/house.css", "/assets/docs.css"]


@pytest.fixture(scope="module")
def page(client: TestClient) -> Page:
    """Return the docs as they are served."""
    return Page(client.get("/docs").text)


def test_the_page_loads_our_files_only(page: Page) -> None:
    assert {*SCRIPTS, *STYLES} <= set(page.addresses)
    assert [address for address in page.addresses if not re.match(r"/(?!/)|#", address)] == []


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
    policy = policy_of(client.get("/docs").headers["content-security-policy"])

    assert page.in_place == []
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert not re.search(r"https?:|\*|unsafe-eval", " ".join(policy.values()))


def test_the_page_has_the_head_and_the_foot_of_the_house(page: Page, database_url: str) -> None:
    without_dataset = TestClient(create_app(Settings(database_url=database_url))).get("/docs")

    assert page.one("title").text == "API reference · Retail Rivalry"
    assert "revision 1 of" in page.one("footer").text
    assert without_dataset.status_code == 200
    assert "no dataset" in Page(without_dataset.text).one("footer").text


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
