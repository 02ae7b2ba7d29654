"""Agents: the API's answers for programs that speak the Model Context Protocol."""
