"""The dataset and its revisions."""

from datetime import datetime
from typing import Annotated

from app.api.responses.shape import Page, Response, described


class RevisionResponse(Response):
    """One state of the dataset, and what made it out of the one before."""

    revision: Annotated[int, described("Numbered from 1.", validation_alias="number")]
    created: Annotated[datetime, described("When it was loaded: RFC 3339, in UTC.")]
    added: Annotated[int, described("How many facts, names and the like it added.", ge=0)]
    withdrawn: Annotated[int, described("How many it withdrew.", ge=0)]
    replaced: Annotated[int, described("Withdrawn and added under one key: a figure or a name that changed.")]


class RevisionPage(Page[RevisionResponse]):
    """A page of revisions, the newest first."""


class DatasetResponse(RevisionResponse):
    """What is loaded now."""

    counts: Annotated[dict[str, int], described("How many there are of each noun.")]
