"""The dataset: what is loaded."""

from dataclasses import asdict

from fastapi import APIRouter, Response

from app.api.dependencies import PageSnapshotDep, SnapshotDep
from app.api.paging import PageDep
from app.api.responses.dataset import DatasetResponse, RevisionPage
from app.store.dataset import count_nouns, find_revisions, get_revision

router = APIRouter(prefix="/v1/dataset", tags=["dataset"])


@router.get("", operation_id="show_dataset")
def show_dataset(snapshot: SnapshotDep) -> DatasetResponse:
    """Show the newest revision and how much it holds."""
    return DatasetResponse.model_validate({**asdict(get_revision(snapshot)), "counts": count_nouns(snapshot)})


@router.get("/revisions", operation_id="list_revisions")
def list_revisions(snapshot: PageSnapshotDep, page: PageDep, response: Response) -> RevisionPage:
    """List the revisions, the newest first."""
    after = None if page.key is None else page.parts(int)[0]
    found = find_revisions(snapshot, after=after, limit=page.limit)
    items, cursor = page.cut(found, lambda revision: (revision.number,), snapshot.revision, response)
    return RevisionPage.model_validate({"items": items, "next": cursor})
