"""The catalogue: the names that a company answers to, and how a source is cited."""

import pytest

from app.domain.catalogue import Company, Source


@pytest.mark.parametrize(
    ("company", "names"),
    [
        pytest.param(Company(slug="acme", name="Acme"), ("acme",), id="a private company"),
        pytest.param(Company(slug="acme", name="Acme", ticker="ACM"), ("acme", "acm"), id="no country, no exchange"),
        pytest.param(
            Company(slug="acme", name="Acme", ticker="ACM", exchange="NYSE", country="US", cik="0000012345"),
            ("acme", "acm", "acm.us", "nyse:acm", "0000012345", "12345"),
            id="listed",
        ),
        pytest.param(
            Company(slug="acme", name="Acme", ticker="ACME", aliases=("Acme-Corp", "ACME")),
            ("acme", "acme-corp"),
            id="each name once",
        ),
    ],
)
def test_a_company_answers_to_every_name_that_it_has(company: Company, names: tuple[str, ...]) -> None:
    assert company.names == names


def test_a_citation_says_what_is_not_known() -> None:
    source = Source(slug="a-post", kind="commentary", title="A post", title_is_ours=True, sha256="0123456789abcdef" * 4)

    assert source.citation == "[A post] (commentary). Publisher not known, undated. SHA-256 0123456789ab…."
