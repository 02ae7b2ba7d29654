"""Stub."""

from fastapi import FastAPI


def create_app(settings=None):
    return FastAPI()
