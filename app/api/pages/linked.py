"""What pages tell programs that read them: the dataset in the words of schema.org, as JSON-LD."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request

from app.api.asking import ask
from app.api.exports.package import DESCRIPTION
from app.api.pages.house import House
from app.api.pages.selection import address
from app.domain.citation import web_address

MOST_METRICS = 100
FILES = {
    "/v1/export/facts.csv": "text/csv",
    "/v1/export/facts.ndjson": "application/x-ndjson",
    "/v1/export/datapackage.zip": "application/zip",
    "/v1/export/database": "application/vnd.sqlite3",
}
"""All of the dataset, by where it is."""

Linked = dict[str, Any]


async def describe_dataset(request: Request, house: House, origin: str, based_on: Sequence[Linked]) -> Linked:
    """Describe the dataset that pages are of, for those who list datasets. Raises ProblemError.

    Addresses begin with `origin`, from the root where it is empty: JSON-LD reads them as links of the page. Nobody
    grants a licence, so none is named; `usageInfo` says what rights there are.
    """
    asked = address("/v1/metrics", [("limit", str(MOST_METRICS)), ("revision", str(house.revision))])
    metrics = (await ask(request, asked))["items"]
    downloads = [
        {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{origin}{path}"}
        for path, kind in FILES.items()
    ]
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{origin}/#dataset",
        "name": house.name,
        "description": DESCRIPTION,
        "url": f"{origin}/",
        "version": str(house.revision),
        "dateModified": house.created,
        "usageInfo": f"{origin}/v1/export/datapackage.json",
        "variableMeasured": [_variable(each) for each in metrics],
        "distribution": downloads,
        "isBasedOn": based_on or f"{origin}/sources",
    }


def describe_source(source: dict[str, Any]) -> Linked:
    """Describe a source as the API answers it; what it does not print about itself is absent."""
    publisher = source["publisher"]
    known = {
        "@type": "CreativeWork",
        "name": f"[{source['title']}]" if source["title_is_ours"] else source["title"],
        "url": web_address(source["url"]),
        "datePublished": source["published"],
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _variable(metric: dict[str, Any]) -> Linked:
    return {
        "@type": "PropertyValue",
        "name": metric["name"],
        "description": metric["definition"],
        "unitText": metric["unit"],
    }
