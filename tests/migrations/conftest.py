"""Three roles of PostgreSQL, and databases that belong to one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests import postgres


@dataclass(frozen=True)
class Roles:
    """A database of its owner, and its address for each of the three."""

    owner: str
    application: str
    sealer: str
    owner_url: str
    application_url: str
    sealer_url: str
    administrator_url: str


@pytest.fixture
def roles(postgres_url: str) -> Iterator[Roles]:
    """Fresh roles without any right, and an empty database that belongs to the first."""
    tail = uuid4().hex[:12]
    owner, application, sealer = names = f"owner_{tail}", f"App-{tail}", f"Sealer-{tail}"
    database = postgres.create(postgres_url)
    name = make_url(database).database or ""
    for role in names:
        postgres.run(postgres_url, "CREATE ROLE {} LOGIN NOSUPERUSER PASSWORD 'for-a-test-only'", role)
    postgres.run(postgres_url, "ALTER DATABASE {} OWNER TO {}", name, owner)
    postgres.run(database, "ALTER SCHEMA public OWNER TO {}", owner)
    try:
        urls = [as_role(database, role) for role in names]
        yield Roles(owner, application, sealer, urls[0], urls[1], urls[2], database)
    finally:
        postgres.drop(postgres_url, database)
        for role in names:
            postgres.run(postgres_url, "DROP ROLE {}", role)


def as_role(url: str, role: str) -> str:
    """The same address for somebody else."""
    return make_url(url).set(username=role, password="for-a-test-only").render_as_string(hide_password=False)


def say(url: str, statement: str) -> None:
    """One statement, committed by itself; names are inside already."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement))
