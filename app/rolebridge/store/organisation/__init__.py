"""A whole set-up in and out of the tables, one file for each section of the federation file.

Each section has a `read_` that gives entries in the order they were written, and a `write_` that
makes the rows exactly what the entries say. Rows that stay keep their ids.
"""

from rolebridge.store.organisation.repository import REVISION, OrganisationRepository

__all__ = ["REVISION", "OrganisationRepository"]
