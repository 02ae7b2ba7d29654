"""Monitoring: numbers for those who watch the server, as Prometheus reads them."""

from fastapi import APIRouter, Request, Response

from app.api.gathering import Told, spelling_for
from app.api.rounds import Rounds

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def show_measurements(request: Request) -> Response:
    """Show the numbers of this process, and of those that share a folder with it, as text or as OpenMetrics."""
    told: Rounds[Told] = request.app.state.told
    spell, media_type = spelling_for(request.headers.get("accept", ""))
    return Response((await told.ask()).spelt(spell), media_type=media_type)
