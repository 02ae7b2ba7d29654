"""Templates: which route a path belongs to, for those who count and log what never comes as far as the router."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, compile_path

from app.watching.counting import RouteNumbers

UNKNOWN = "unknown"
"""The one name of all paths that no route has: strangers make up as many as they like."""

REMEMBERED = 4096
LONGEST_REMEMBERED = 200
"""How many paths are found at once that were asked for before, and of how many characters."""


class Templates:
    """Finds the numbers of the route that a path belongs to: the first that fits, as the router would."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        """Know the routes of an app, in its router's order, what is mounted in it among them."""
        self.unknown = RouteNumbers(UNKNOWN)
        self._plain: dict[str, RouteNumbers] = {}
        self._patterns = []
        for route in iter_route_contexts(routes):
            path = route.path or ""
            pattern, template, parameters = compile_path(path if route.methods else f"{path}/{{path:path}}")
            numbers = RouteNumbers(template)
            if parameters:
                self._patterns.append((pattern, numbers))
            else:
                self._plain[template] = numbers
        self._remembered = lru_cache(REMEMBERED)(self._look_for)

    def find(self, path: str) -> RouteNumbers:
        """Return the numbers of a path's route."""
        return self._remembered(path) if len(path) <= LONGEST_REMEMBERED else self._look_for(path)

    def __iter__(self) -> Iterator[RouteNumbers]:
        """Go through the numbers of all routes."""
        yield from self._plain.values()
        yield from (numbers for _, numbers in self._patterns)
        yield self.unknown

    def _look_for(self, path: str) -> RouteNumbers:
        """Look among plain paths first: none of ours fits a pattern that comes before it."""
        if found := self._plain.get(path):
            return found
        return next((numbers for pattern, numbers in self._patterns if pattern.match(path)), self.unknown)
