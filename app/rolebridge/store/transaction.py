"""One transaction over one connection, opened when the first statement needs it."""

from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable

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

    def begin_writing(self) -> None:
        """Take the place of the writer (SQLite); later reads belong to the same state."""
        connection = self._connection or self._connect()
        if self._begins_immediately and not self.is_writing:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        self.is_writing = True

    def commit(self) -> None:
        """Make the writes durable and visible; what was seen before is forgotten."""
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
        self.is_writing = False
        self.revision = None
        self.has_changed_configuration = False
