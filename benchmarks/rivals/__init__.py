"""Rivals: what others would serve instead, as small as it can be or as it is usually written."""
