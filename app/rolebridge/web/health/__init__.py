"""Liveness and readiness, for whoever watches the process. Tells parts by name, never details."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from rolebridge.errors import RolebridgeError
from rolebridge.web.current import request_id, services
from rolebridge.web.errors import log_refusal

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database and the keys work, or 503."""
    try:
        parts = services().check_readiness()
    except RolebridgeError as error:
        log_refusal(error)
        return jsonify(status="unavailable", code=error.code, request_id=request_id()), 503
    return jsonify(status="ok", **parts)
