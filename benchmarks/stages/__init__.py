"""Stages: one kind of question each, asked of us and of others in turn."""
