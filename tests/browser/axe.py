"""Asks axe what would shut people out of a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def barriers(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """List what axe finds on a page, shadow trees and frames included: the rule, the place, and what is wrong there."""
    rules = {rule: {"enabled": False} for rule in without}
    found: dict[str, Any] = (
        Axe().run(page, options={"runOnly": RULES, "rules": rules, "resultTypes": ["violations"]}).response
    )
    return [
        f"{violation['id']}: {node['target']}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
