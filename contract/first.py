"""The first requests of a client that openapi-python-client wrote: an answer, a page behind a cursor, a refusal, files.

Run by `test_clients.py` with the client's environment, where the client was written.
"""

import json
import sys

from rivalry_client import Client
from rivalry_client.api.charts import draw_comparison_png
from rivalry_client.api.companies import show_company
from rivalry_client.api.comparisons import compare
from rivalry_client.api.exports import export_facts_csv
from rivalry_client.api.facts import list_facts
from rivalry_client.models import ComparisonResponse, FactPage, ProblemResponse
from rivalry_client.types import File

with Client(base_url=sys.argv[1], raise_on_unexpected_status=True) as client:
    compared = compare.sync(client=client, companies="amazon,walmart", metric="revenue")
    first = list_facts.sync(client=client, company=["walmart"], limit=2)
    assert isinstance(compared, ComparisonResponse)
    assert isinstance(first, FactPage)
    second = list_facts.sync(client=client, company=["walmart"], limit=2, cursor=first.next_)
    refused = show_company.sync("amazn", client=client)
    picture = draw_comparison_png.sync(client=client, companies="amazon,walmart", metric="revenue")
    rows = export_facts_csv.sync(client=client, company=["walmart"], metric=["stores"])
    assert isinstance(second, FactPage)
    assert isinstance(refused, ProblemResponse)
    assert isinstance(picture, File)
    assert isinstance(rows, str)

print(  # noqa: T201  what the test reads
    json.dumps(
        {
            "leader": compared.leader.company,
            "gap": compared.gap.value,
            "ids": [fact.id for fact in (*first.items, *second.items)],
            "code": refused.code,
            "meant": refused.did_you_mean,
            "picture": picture.payload.read(4).decode("latin-1"),
            "head": rows.partition(",")[0],
        }
    )
)
