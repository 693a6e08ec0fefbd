"""The composition root: settings -> workplace -> services -> Flask application."""

from rolebridge.bootstrap.services import build_app, build_services, build_workplace_app
from rolebridge.bootstrap.workplace import (
    NativePairMismatch,
    Workplace,
    check_native_pair,
    initialise,
    open_to_serve,
    open_workplace,
    read_clock,
)

__all__ = [
    "NativePairMismatch",
    "Workplace",
    "build_app",
    "build_services",
    "build_workplace_app",
    "check_native_pair",
    "initialise",
    "open_to_serve",
    "open_workplace",
    "read_clock",
]
