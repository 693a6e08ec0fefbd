"""`rolebridge audit`: the audit trail, for people and for programs."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from rolebridge.audit.cloudtrail import build_records
from rolebridge.audit.cloudtrail_files import build_files
from rolebridge.audit.follow import Follower
from rolebridge.audit.text import format_json, format_line, format_record
from rolebridge.audit.trail import NumberedEvent, TrailFilter
from rolebridge.bootstrap import Workplace
from rolebridge.cli.context import get_workplace

_SECONDS_BETWEEN_LOOKS = 1.0
_EVENTS_OF_ONE_LOOK = 1000
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

Look = Callable[[TrailFilter, int], tuple[NumberedEvent, ...]]
Write = Callable[[Iterable[NumberedEvent]], None]


@click.command()
@click.option("--follow", is_flag=True, help="Go on printing events as they happen (Ctrl-C ends).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--cloudtrail", is_flag=True, help="What the AWS side saw, as CloudTrail records.")
@click.option(
    "--export",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write CloudTrail's gzipped files below this folder, as they lie in a bucket.",
)
@click.option("--person", help="Only events of this person (the exact username).")
@click.option("--since", help="An ISO 8601 instant, or a span back from now: 90s, 15m, 12h, 7d.")
@click.option("--limit", type=click.IntRange(0, 100_000), default=100, show_default=True)
def audit(
    *,
    follow: bool,
    as_json: bool,
    cloudtrail: bool,
    export: Path | None,
    person: str | None,
    since: str | None,
    limit: int,
) -> None:
    """List the newest events of the audit trail, oldest of them first."""
    if follow and export is not None:
        raise click.UsageError("--export writes what there is: it cannot --follow.")
    write = write_records if cloudtrail else partial(write_events, as_json=as_json)
    workplace = get_workplace()
    try:
        wanted = TrailFilter(person, parse_since(since, workplace.clock()) if since else None)
        if export is not None:
            export_files(_list_all(workplace, wanted), export)
        else:
            _show(workplace, wanted, limit, write, follow=follow)
    except KeyboardInterrupt:
        pass
    finally:
        workplace.close()


def _list_all(workplace: Workplace, wanted: TrailFilter) -> Iterator[NumberedEvent]:
    """Every event that is wanted, oldest first, however many there are."""
    while True:
        with workplace.store.unit_of_work() as unit:
            events = unit.audit.list_next(wanted, _EVENTS_OF_ONE_LOOK)
        yield from events
        if len(events) < _EVENTS_OF_ONE_LOOK:
            return
        wanted = TrailFilter(wanted.person, wanted.since, events[-1].number)


def export_files(events: Iterable[NumberedEvent], folder: Path) -> None:
    """Write the files of all records; one that is there already is the same."""
    count = 0
    for path, content in build_files(record for each in events for record in build_records(each)):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        count += 1
    click.echo(f"{count} files below {folder}.")


def _show(
    workplace: Workplace, wanted: TrailFilter, limit: int, write: Write, *, follow: bool
) -> None:
    def latest(asked: TrailFilter, count: int) -> tuple[NumberedEvent, ...]:
        with workplace.store.unit_of_work() as unit:
            return unit.audit.list_latest(asked, count)

    def following(asked: TrailFilter, count: int) -> tuple[NumberedEvent, ...]:
        with workplace.store.unit_of_work() as unit:
            return unit.audit.list_next(asked, count)

    newest = latest(TrailFilter(), 1)  # Read first: what comes after it is followed.
    write(latest(wanted, limit))
    follower = Follower(newest[0].number if newest else 0)
    while follow:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
        write(look_again(follower, wanted, following))


def look_again(follower: Follower, wanted: TrailFilter, look: Look) -> tuple[NumberedEvent, ...]:
    """The events that have come since the last look."""
    asked = TrailFilter(wanted.person, wanted.since, follower.after_number)
    return follower.take(look(asked, _EVENTS_OF_ONE_LOOK))


def write_events(events: Iterable[NumberedEvent], *, as_json: bool) -> None:
    """Print each on a line of its own, at once."""
    for numbered in events:
        click.echo(format_json(numbered) if as_json else format_line(numbered.event))


def write_records(events: Iterable[NumberedEvent]) -> None:
    """Print the records of each, one a line; CloudTrail does not see everything."""
    for numbered in events:
        for record in build_records(numbered):
            click.echo(format_record(record))


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
