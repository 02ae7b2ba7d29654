"""The dataset described for those who list datasets: what it holds, of when, from whom, and where to take it."""

from collections.abc import Iterator

from app.api.exports.package import DESCRIPTION, MOST_SOURCES, NAME
from app.api.exports.tables import OTHERS
from app.api.responses.described import LinkedDatasetResponse
from app.api.responses.linked import spell_work
from app.domain.catalogue import Metric
from app.domain.citation import DATASET
from app.store.dataset import find_span, get_revision
from app.store.snapshot import Snapshot
from app.store.vocabulary import Slice, find_companies, find_metrics, find_sources

MOST_NAMED = 100
"""Companies and metrics that the description names; the API lists all."""

FILES = {
    "facts.csv": ("text/csv", "Every fact, as CSV."),
    "facts.ndjson": ("application/x-ndjson", "Every fact, as a JSON object a line."),
    **{f"{table.name}.csv": ("text/csv", table.meaning) for table in OTHERS},
    "datapackage.json": ("application/json", "What the columns of the CSV files mean, units and rights."),
    "datapackage.zip": ("application/zip", "All CSV files, and what their columns mean."),
}
"""What `/v1/export/` has of one revision: the media type of each file, and what it holds."""

WHOLE = ("database", "application/vnd.sqlite3", "Every revision, as an SQLite file.")

_NAMED, _SOURCES = Slice(None, MOST_NAMED), Slice(None, MOST_SOURCES)


def describe_dataset(snapshot: Snapshot, origin: str) -> LinkedDatasetResponse:
    """Describe a revision of the dataset. Addresses begin with `origin`, from the root where it is empty.

    Nobody grants a licence, so none is named; `usageInfo` says what rights there are.
    """
    revision, span = get_revision(snapshot), find_span(snapshot)
    spelled: dict[str, object] = {
        "@id": f"{origin}/#dataset",
        "identifier": NAME,
        "name": DATASET,
        "description": DESCRIPTION,
        "keywords": [each.name for each in find_companies(snapshot, _NAMED)[:MOST_NAMED]],
        "url": f"{origin}/",
        "version": str(revision.number),
        "dateModified": revision.created,
        "temporalCoverage": span and f"{span[0]}/{span[1]}",
        "usageInfo": f"{origin}/v1/export/datapackage.json",
        "includedInDataCatalog": {"@id": f"{origin}/#catalogue", "name": DATASET, "url": f"{origin}/"},
        "variableMeasured": [_measured(each) for each in find_metrics(snapshot, _NAMED)[:MOST_NAMED]],
        "distribution": list(_downloads(origin, revision.number)),
        "isBasedOn": [spell_work(each) for each in find_sources(snapshot, _SOURCES)[:MOST_SOURCES]],
    }
    return LinkedDatasetResponse.model_validate(spelled)


def _downloads(origin: str, revision: int) -> Iterator[dict[str, str]]:
    """List the files, each of the revision that is described."""
    for name, (kind, holds) in FILES.items():
        yield _download(name, kind, holds, f"{origin}/v1/export/{name}?revision={revision}")
    name, kind, holds = WHOLE
    yield _download(name, kind, holds, f"{origin}/v1/export/{name}")


def _download(name: str, kind: str, holds: str, url: str) -> dict[str, str]:
    return {"name": name, "description": holds, "encodingFormat": kind, "contentUrl": url}


def _measured(metric: Metric) -> dict[str, object]:
    called = metric.also_called or None
    return {"name": metric.name, "alternateName": called, "description": metric.definition, "unitText": metric.unit}
