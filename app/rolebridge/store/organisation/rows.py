"""Making the rows of one table equal to what is wanted, with as few changes as possible."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, select, update

from rolebridge.store.models import Base
from rolebridge.store.transaction import Transaction

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What it took: new rows, changed rows (before, after), and rows that are gone."""

    inserted: tuple[Row, ...]
    updated: tuple[tuple[Row, Row], ...]
    deleted: tuple[Row, ...]

    def list_values(self, column: str) -> set[Any]:
        """The values of a column in all rows that it was about."""
        rows = (*self.inserted, *self.deleted, *(row for pair in self.updated for row in pair))
        return {row[column] for row in rows}


def table_of(model: type[Base]) -> Table:
    """The table behind a model."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101  (a declarative class maps one table; for mypy)
    return table


def read_rows(
    transaction: Transaction,
    model: type[Base],
    *order: str,
    only: tuple[str, Collection[str]] | None = None,
) -> list[Row]:
    """All rows of a table, by `position` within `order`; `only` names a column and its values."""
    table = table_of(model)
    columns = [table.c[name] for name in (*order, "position")]
    statement = select(table).order_by(*columns)
    if only is not None:
        name, values = only
        statement = statement.where(table.c[name].in_(values))
    rows = transaction.read(statement)
    names = tuple(rows.keys())
    return [dict(zip(names, row, strict=True)) for row in rows]


def group_rows(rows: Iterable[Row], column: str) -> Callable[[Any], list[Row]]:
    """The rows of each value of a column, in their order; none for a value that has no rows."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return lambda value: groups.get(value, [])


def write_rows(
    transaction: Transaction,
    model: type[Base],
    wanted: Sequence[Row],
    *,
    present: Sequence[Row] | None = None,
    frees: str | None = None,
) -> RowChanges:
    """Insert, update and delete by primary key until the table holds exactly `wanted`.

    `present` are the rows that are meant, where it is not the whole table.

    A row that is wanted twice is one row; raises ValueError for two that differ in more than
    their position. `frees` names a unique column that two rows may exchange: it is emptied
    before it is set.
    """
    table = table_of(model)
    keys = [column.name for column in table.primary_key.columns]
    if present is None:
        present = [dict(row) for row in transaction.read(select(table)).mappings()]
    stored = {_key(row, keys): row for row in present}
    target = _by_key(wanted, keys)
    changes = RowChanges(
        inserted=tuple(row for key, row in target.items() if key not in stored),
        updated=tuple(
            (stored[key], row)
            for key, row in target.items()
            if key in stored and stored[key] != row
        ),
        deleted=tuple(row for key, row in stored.items() if key not in target),
    )
    _execute(transaction, table, keys, changes, frees)
    return changes


def _execute(
    transaction: Transaction, table: Table, keys: list[str], changes: RowChanges, frees: str | None
) -> None:
    this_row = and_(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
    if changes.deleted:
        gone = [_as_parameters(row, keys) for row in changes.deleted]
        transaction.write(delete(table).where(this_row), gone)
    if frees and changes.updated:
        freed = [_as_parameters(before, keys) for before, _ in changes.updated]
        transaction.write(update(table).where(this_row).values({frees: None}), freed)
    if changes.updated:
        names = [column.name for column in table.columns if column.name not in keys]
        if names:
            values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
            after = [
                _as_parameters(row, keys) | {f"new_{name}": row[name] for name in names}
                for _, row in changes.updated
            ]
            transaction.write(update(table).where(this_row).values(values), after)
    if changes.inserted:
        transaction.write(insert(table), list(changes.inserted))


def _by_key(wanted: Sequence[Row], keys: list[str]) -> dict[Key, Row]:
    rows: dict[Key, Row] = {}
    for row in wanted:
        same = rows.setdefault(_key(row, keys), row)
        if same | {"position": row["position"]} != row:
            raise ValueError(f"two rows are wanted for {_key(row, keys)}")
    return rows


def _key(row: Mapping[str, Any] | Any, keys: list[str]) -> Key:
    return tuple(row[name] for name in keys)


def _as_parameters(row: Row, keys: list[str]) -> Row:
    return {f"key_{name}": row[name] for name in keys}
