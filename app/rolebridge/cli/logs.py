"""Structured logs on stderr: one line of JSON for each record."""

import json
import logging
import sys
from datetime import UTC, datetime


class JSONLines(logging.Formatter):
    """A record as one line of ASCII JSON; a message that is JSON already is merged in."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Line breaks of a trace are escaped by JSON."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "logger": record.name}
        line |= _read_fields(record.getMessage())
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line)


def _read_fields(message: str) -> dict[str, str]:
    if message.startswith("{"):
        try:
            fields = json.loads(message)
        except ValueError:
            return {"message": message}
        if isinstance(fields, dict):
            return fields
    return {"message": message}


def configure_logs(level: str) -> None:
    """Send every record of this process to stderr, from `level` upwards."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Alembic tells of every migration context it opens; that is news to nobody.
    logging.getLogger("alembic").setLevel(logging.WARNING)
