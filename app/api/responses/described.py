"""JSON-LD: the dataset in the words of schema.org, for those who list datasets."""

from datetime import datetime
from typing import Annotated, Literal

from app.api.responses.linked import LinkedDocument, Thing, WorkThing
from app.api.responses.shape import described


class DownloadThing(Thing):
    """The dataset, or a part of it, as a file."""

    type: Annotated[Literal["DataDownload"], described("A kind of schema.org.", alias="@type")] = "DataDownload"
    name: Annotated[str, described("What the file is called.")]
    description: Annotated[str, described("What it holds.")]
    encoding_format: Annotated[str, described("Its media type.")]
    content_url: Annotated[str, described("Where it is.")]


class MeasuredThing(Thing):
    """A metric, as those have it who list datasets."""

    type: Annotated[Literal["PropertyValue"], described("A kind of schema.org.", alias="@type")] = "PropertyValue"
    name: Annotated[str, described("What is measured.")]
    alternate_name: Annotated[list[str] | None, described("Words by which people look for it too.")] = None
    description: Annotated[str, described("What that means.")]
    unit_text: Annotated[str, described("What it is counted in.")]


class CatalogThing(Thing):
    """The catalogue that the dataset stands in: this service."""

    type: Annotated[Literal["DataCatalog"], described("A kind of schema.org.", alias="@type")] = "DataCatalog"
    id: Annotated[str, described("What it is known by.", alias="@id")]
    name: Annotated[str, described("What it is called.")]
    url: Annotated[str, described("Where it is.")]


class LinkedDatasetResponse(LinkedDocument):
    """The dataset as a Dataset: without a licence, for none is granted, and without an author, for none is known."""

    type: Annotated[Literal["Dataset"], described("A kind of schema.org.", alias="@type")] = "Dataset"
    id: Annotated[str, described("What it is known by, from the root unless our origin is set.", alias="@id")]
    identifier: Annotated[str, described("What the data package of it is called.")]
    name: Annotated[str, described("What it is called.")]
    description: Annotated[str, described("What it is.")]
    keywords: Annotated[list[str], described("Whom it is about: the companies.")]
    url: Annotated[str, described("Where people read it.")]
    version: Annotated[str, described("The revision.")]
    date_modified: Annotated[datetime, described("When that was loaded.")]
    temporal_coverage: Annotated[
        str | None, described("From when to when facts are: two days with a slash between (ISO 8601).")
    ] = None
    usage_info: Annotated[str, described("Where it says what rights there are.")]
    included_in_data_catalog: Annotated[CatalogThing, described("This service.")]
    variable_measured: Annotated[list[MeasuredThing], described("The metrics.")]
    distribution: Annotated[list[DownloadThing], described("The revision as files.")]
    is_based_on: Annotated[list[WorkThing], described("The sources.")]
