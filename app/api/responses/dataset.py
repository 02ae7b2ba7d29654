"""The dataset and its revisions."""

from datetime import datetime
from typing import Annotated

from app.api.responses.shape import Page, Response, described


class RevisionResponse(Response):
    """One state of the dataset, and what made it out of the one before."""

    revision: Annotated[int, described("Numbered from 1.", validation_alias="number")]
    created: datetime
    added: int
    withdrawn: int
    replaced: Annotated[int, described("Withdrawn and added under one key: a figure or a name that changed.")]


class RevisionPage(Page[RevisionResponse]):
    """A page of revisions, the newest first."""


class DatasetResponse(RevisionResponse):
    """What is loaded now."""

    counts: Annotated[dict[str, int], described("How many there are of each noun.")]
