"""Where there is nothing: a page for a browser that looks for one, the API's problem for everybody else."""

import pytest
from starlette.testclient import TestClient

from tests.api.asking import code_of
from tests.api.looking import Page, policy_of

A_BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/nope", "/embed", "/docs/", "/assets/nope.css", "/widgets.0123456789abcdef.js"])
def test_a_browser_is_shown_a_page_that_says_so(client: TestClient, path: str) -> None:
    response = client.get(path, headers=A_BROWSER)

    page = Page(response.text)
    assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert (response.headers["cache-control"], response.headers["vary"]) == ("no-store", "Accept")
    assert policy_of(response.headers["content-security-policy"])["script-src"] == "'self'"
    assert page.one("h1").text
    assert "revision 1 of" in page.one("footer").text
    assert page.in_place == []


@pytest.mark.parametrize("path", ["/nope", "/v1/nope", "/v1"])
def test_a_program_is_told_by_a_problem(client: TestClient, path: str) -> None:
    assert code_of(client.get(path)) == (404, "not-found")


@pytest.mark.parametrize("path", ["/v1/nope", "/v1/companies/amazn", "/v1"])
def test_under_v1_a_browser_is_told_by_the_same_problem(client: TestClient, path: str) -> None:
    response = client.get(path, headers=A_BROWSER)

    assert code_of(response) == (404, "not-found")
    assert response.content == client.get(path).content


def test_nothing_in_a_path_becomes_markup(client: TestClient) -> None:
    page = Page(client.get("/%3Cscript%3Ealert(1)%3C/script%3E", headers=A_BROWSER).text)

    assert "<script>alert(1)" in page.one("h1").text
    assert page.in_place == []
