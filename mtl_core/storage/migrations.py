"""The shape of the index, version by version."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

METADATA = MetaData()

RUNS = Table(
    "runs",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("cohort", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("created", Float, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("changed", Float, nullable=False),
    Column("headline", Text, nullable=False),
    Column("folder", Text, nullable=False),
)
"""One row per run, as of the newest version."""

VERSION = Table("schema_version", MetaData(), Column("version", Integer, nullable=False))


def _create_runs(connection: Connection) -> None:
    METADATA.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_create_runs,)
"""Step ``i`` leads from version ``i`` to version ``i + 1``; steps are appended, never changed."""


def migrate(connection: Connection) -> None:
    """Bring the database to the newest version, inside the transaction of ``connection``."""
    VERSION.metadata.create_all(connection)
    version = connection.execute(select(VERSION.c.version)).scalar()
    if version is None:
        connection.execute(insert(VERSION).values(version=0))
    for step in MIGRATIONS[version or 0 :]:
        step(connection)
    connection.execute(update(VERSION).values(version=len(MIGRATIONS)))
