"""The least that a FastAPI application does."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def hello() -> dict[str, str]:
    """Greet."""
    return {"hello": "world"}
