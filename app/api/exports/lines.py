"""Lines: how facts are spelt in CSV and in NDJSON."""

from functools import partial

from app.api.exports.cells import END, line
from app.api.exports.tables import FACTS
from app.api.responses.facts import FactResponse
from app.domain.catalogue import Fact
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


def _object(fact: Fact) -> str:
    return FactResponse.model_validate(fact).model_dump_json() + "\n"


NDJSON = Spelling(
    template=(
        '{{"id":"{id}","company":"{company}","metric":"{metric}","segment":{segment!n},"initiative":{initiative!n},'
        '"source":"{source}","paragraph":{paragraph!n},"printed":{printed!j},"value":{value!n},"low":{low!n},'
        '"high":{high!n},"unit":"{unit}","hedges":[{hedges!l}],"kind":"{kind}","nature":"{nature}",'
        '"attribution":{attribution!n},"basis":"{basis}","reported_as":{reported_as!j},'
        '"period":{{"label":"{period_label}","kind":"{period_kind}","start":{period_start!n},"end":{period_end!n},'
        '"inferred":{period_inferred},"note":{period_note!j}}},"derivation":{derivation!j},"note":{note!j}}}\n'
    ),
    spell=_object,
    id_of=lambda line: line.split('"', 4)[3],
)
"""A JSON object a line: byte for byte the fact as the lists of /v1/facts hold it."""
