"""The database: SQLAlchemy models, one unit of work, and the repositories that the use cases ask.

Owns: tables and their types, transactions, the cache of the configuration, and reading and writing
a whole organisation. The schema itself is made by the Alembic versions in `migrations/`. Must not
decide anything: expiry, lockout and grants belong to the rooms whose ports are satisfied here.
"""

from rolebridge.store.store import Store
from rolebridge.store.unit_of_work import StoreUnitOfWork

__all__ = ["Store", "StoreUnitOfWork"]
