"""`rolebridge audit`: the audit trail, for people and for programs."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import click

from rolebridge.audit.follow import Follower
from rolebridge.audit.text import format_json, format_line
from rolebridge.audit.trail import NumberedEvent, TrailFilter
from rolebridge.bootstrap import Workplace
from rolebridge.cli.context import get_workplace

_SECONDS_BETWEEN_LOOKS = 1.0
_EVENTS_OF_ONE_LOOK = 1000
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

Look = Callable[[TrailFilter, int], tuple[NumberedEvent, ...]]


@click.command()
@click.option("--follow", is_flag=True, help="Go on printing events as they happen (Ctrl-C ends).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--person", help="Only events of this person (the exact username).")
@click.option("--since", help="An ISO 8601 instant, or a span back from now: 90s, 15m, 12h, 7d.")
@click.option("--limit", type=click.IntRange(0, 100_000), default=100, show_default=True)
def audit(
    *, follow: bool, as_json: bool, person: str | None, since: str | None, limit: int
) -> None:
    """List the newest events of the audit trail, oldest of them first."""
    workplace = get_workplace()
    try:
        wanted = TrailFilter(person, parse_since(since, workplace.clock()) if since else None)
        _show(workplace, wanted, limit, follow=follow, as_json=as_json)
    except KeyboardInterrupt:
        pass
    finally:
        workplace.close()


def _show(
    workplace: Workplace, wanted: TrailFilter, limit: int, *, follow: bool, as_json: bool
) -> None:
    def latest(asked: TrailFilter, count: int) -> tuple[NumberedEvent, ...]:
        with workplace.store.unit_of_work() as unit:
            return unit.audit.list_latest(asked, count)

    def following(asked: TrailFilter, count: int) -> tuple[NumberedEvent, ...]:
        with workplace.store.unit_of_work() as unit:
            return unit.audit.list_next(asked, count)

    newest = latest(TrailFilter(), 1)  # Read first: what comes after it is followed.
    write_events(latest(wanted, limit), as_json=as_json)
    follower = Follower(newest[0].number if newest else 0)
    while follow:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
        write_events(look_again(follower, wanted, following), as_json=as_json)


def look_again(follower: Follower, wanted: TrailFilter, look: Look) -> tuple[NumberedEvent, ...]:
    """The events that have come since the last look."""
    asked = TrailFilter(wanted.person, wanted.since, follower.after_number)
    return follower.take(look(asked, _EVENTS_OF_ONE_LOOK))


def write_events(events: Iterable[NumberedEvent], *, as_json: bool) -> None:
    """Print each on a line of its own, at once."""
    for numbered in events:
        click.echo(format_json(numbered) if as_json else format_line(numbered.event))


def parse_since(text: str, now: datetime) -> datetime:
    """An instant, or a span before `now`. Raises click.BadParameter."""
    number, unit = text[:-1], text[-1:]
    if unit in _UNITS and number.isascii() and number.isdigit() and len(number) <= 6:
        return now - timedelta(**{_UNITS[unit]: int(number)})
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is neither an ISO 8601 instant nor a span such as 15m", param_hint="--since"
        ) from None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
