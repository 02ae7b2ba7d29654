"""Templates: HTML that values are put into, escaped."""

from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.api.pages.printing import in_print

WEB = Path(__file__).parents[2] / "web"

NOTHING_BUT_OURS = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)
"""The policy of all pages, but for who may frame them: what they load is files of ours."""

NO_SCRIPT_BUT_OURS = f"{NOTHING_BUT_OURS}; require-trusted-types-for 'script'; trusted-types 'none'"
"""The policy of pages that we wrote all scripts of: none of these makes markup or code of a text, and none can."""

HOUSE_POLICY = f"{NO_SCRIPT_BUT_OURS}; frame-ancestors 'none'"
"""The policy of pages that nobody frames."""

_TEMPLATES = Environment(
    loader=FileSystemLoader(WEB / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["in_print"] = in_print


def page(template: str, *, policy: str, status: int = 200, **values: object) -> HTMLResponse:
    """Fill a template, and answer with it under a Content-Security-Policy."""
    text = _TEMPLATES.get_template(template).render(values)
    return HTMLResponse(text, status, headers={"Content-Security-Policy": policy})
