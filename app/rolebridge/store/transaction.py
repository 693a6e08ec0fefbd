"""One transaction over one connection, opened when the first statement needs it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable

from rolebridge.store.prepared import Prepared, Row

Parameters = dict[str, Any] | list[dict[str, Any]] | None


class Transaction:
    """Reads cheaply, writes safely, on both databases.

    SQLite: a read is a statement of its own, without BEGIN or COMMIT around it. The first write
    runs BEGIN IMMEDIATE, so that it waits for the other writer at once; a transaction that began
    with a read could not be turned into a writing one while another commits. From the first
    write on, reads see one state. PostgreSQL: READ COMMITTED, where a read sees what was
    committed before its statement. So the same rule holds on both: what must not change between
    a read and a write is checked by the writing statement itself, or read after `begin_writing`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._begins_immediately = engine.dialect.name == "sqlite"
        self._connection: Connection | None = None
        self._at_commit: list[tuple[Prepared, Mapping[str, Any]]] = []
        self.is_writing = False
        # The revision of the set-up that this transaction has seen, and whether it changed it.
        self.revision: int | None = None
        self.has_changed_configuration = False

    @property
    def dialect_name(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    def read(
        self, statement: Executable, parameters: Parameters = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement that changes nothing."""
        return (self._connection or self._connect()).execute(statement, parameters)

    def write(
        self, statement: Executable, parameters: Parameters = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement that changes rows, inside the transaction that `commit` ends."""
        if not self.is_writing:
            self.begin_writing()
        return self.read(statement, parameters)

    def fetch(self, prepared: Prepared, values: Mapping[str, Any]) -> list[Row]:
        """Run a prepared statement; all its rows."""
        connection = self._connection or self._connect()
        if not self._begins_immediately and not connection.in_transaction():
            connection.begin()  # SQLAlchemy begins by itself only where it runs the statement.
        return prepared.run(connection, values)

    def write_at_commit(self, prepared: Prepared, values: Mapping[str, Any]) -> None:
        """Keep a statement whose result nobody needs until `commit`.

        Alone it is then a transaction in itself, run by SQLite in one call. Between BEGIN, INSERT
        and COMMIT the thread would have to win the interpreter back from the other threads each
        time, with everybody else's writes waiting: measured with two processes of eight busy
        threads, one call is a quarter more units a second, and half the longest wait.
        """
        self._at_commit.append((prepared, values))

    def flush(self) -> None:
        """Run what was kept for the commit, so that reads see it."""
        kept, self._at_commit = self._at_commit, []
        for prepared, values in kept:
            self.begin_writing()
            self.fetch(prepared, values)

    def begin_writing(self) -> None:
        """Take the place of the writer (SQLite); later reads belong to the same state."""
        connection = self._connection or self._connect()
        if self._begins_immediately and not self.is_writing:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        self.is_writing = True

    def commit(self) -> None:
        """Make the writes durable and visible; what was seen before is forgotten."""
        if len(self._at_commit) == 1 and not self.is_writing:
            self.fetch(*self._at_commit.pop())  # SQLite commits it by itself, PostgreSQL below.
        self.flush()
        if self._connection is not None:
            self._connection.commit()
        self._forget()

    def close(self) -> None:
        """Roll back what was not committed and give the connection back."""
        connection, self._connection = self._connection, None
        self._forget()
        if connection is not None:
            connection.close()

    def _connect(self) -> Connection:
        self._connection = self._engine.connect()
        return self._connection

    def _forget(self) -> None:
        self._at_commit.clear()
        self.is_writing = False
        self.revision = None
        self.has_changed_configuration = False
