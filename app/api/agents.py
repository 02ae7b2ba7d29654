"""Agents: programs that ask by the Model Context Protocol, and where they do."""

AGENTS = "/mcp"
"""The one path that takes POST, where it is served at all."""
