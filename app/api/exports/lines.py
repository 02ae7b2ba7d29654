"""Lines: how facts are spelt in CSV and in NDJSON."""

from functools import partial

from app.api.exports.cells import END, line
from app.api.exports.tables import FACTS
from app.api.responses.facts import spelling_of_facts
from app.store.lines import Spelling

CSV = Spelling(
    template=(
        "{id},{company},{metric},{segment},{initiative},{source},{paragraph},{printed!c},{value},{low},{high},{unit},"
        "{hedges},{kind},{nature},{attribution},{basis},{reported_as!c},{period_label},{period_kind},{period_start},"
        "{period_end},{period_inferred},{period_note!c},{derivation!c},{note!c}" + END
    ),
    spell=partial(line, FACTS.columns),
    id_of=lambda line: line.partition(",")[0],
)
"""The columns of FACTS; texts are always quoted, words, numbers and days never."""


NDJSON = spelling_of_facts().ended("\n")
"""A JSON object a line: byte for byte the fact as the lists of /v1/facts hold it."""
