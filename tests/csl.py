"""What CSL-JSON allows of an item: the part of citationstyles.org's csl-data.json (1.0.2) that we use."""

from openapi_schema_validator import OAS31Validator

TEXT = {"type": "string", "minLength": 1}
TYPES = (
    *("article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast", "chapter"),
    *("classic", "collection", "dataset", "document", "entry", "entry-dictionary", "entry-encyclopedia", "event"),
    *("figure", "graphic", "hearing", "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture"),
    *("musical_score", "pamphlet", "paper-conference", "patent", "performance", "periodical"),
    *("personal_communication", "post", "post-weblog", "regulation", "report", "review", "review-book", "software"),
    *("song", "speech", "standard", "thesis", "treaty", "webpage"),
)
DAY = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
        }
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}
ITEM = {
    "type": "object",
    "required": ["type", "id"],
    "properties": {
        "type": {"type": "string", "enum": list(TYPES)},
        "issued": DAY,
        **dict.fromkeys(
            ("id", "title", "container-title", "version", "genre", "publisher", "number", "URL", "note"), TEXT
        ),
    },
    "additionalProperties": False,
}
CSL = {"type": "array", "minItems": 1, "items": ITEM}


def unfit_for_csl(items: object) -> list[str]:
    """List where items differ from what CSL-JSON allows."""
    return [error.message for error in OAS31Validator(CSL).iter_errors(items)]
