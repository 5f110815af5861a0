"""Every value that is stored about people, taken from the registry, and a search for them in every store.

A canary is a value that is stored about somebody now: the text, where it is long enough to occur nowhere else, and the
bytes of its column. So a new declared field is searched for without anybody thinking of it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.cache import caches
from django.db import connection, connections
from django.db.models.fields.files import FieldFile

from privacy.destruction.extent import Extent, extents
from privacy.subjects.models import PersonalModel
from privacy.subjects.opening import open_own, scope
from tests.databases import signed_in_as

# Shorter ones ("female", a code of a region) occur by chance.
SHORTEST_TEXT, SHORTEST_COLUMN = 8, 16


@dataclass
class Canaries:
    """What to search for, by the name of the field that it was found in."""

    texts: dict[str, str] = field(default_factory=dict)
    columns: dict[bytes, str] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)

    def spellings(self) -> dict[bytes, str]:
        """How a canary may look in a file: as it is, as a dump writes bytes, as JSON escapes it."""
        found = dict(self.columns)
        found |= {column.hex().encode(): name for column, name in self.columns.items()}
        for text, name in self.texts.items():
            for spelling in (text.encode(), text.encode().hex().encode(), text.encode("unicode_escape")):
                found[spelling] = name
        return found

    def add_text(self, name: str, text: str) -> None:
        """A text that somebody stated."""
        self.reached.add(name)
        if len(text.encode()) >= SHORTEST_TEXT:
            self.texts[text] = name

    def add_column(self, name: str, content: bytes) -> None:
        """What lies in a column."""
        if len(content) >= SHORTEST_COLUMN:
            self.reached.add(name)
            self.columns[content] = name


# Declared items that leaving does not destroy, and why.
LEFT_OUT = {
    "privacy_audit.AccessPrivate": "The access log has a clock of its own: two years (policy art. 7).",
    "privacy_rights.DataExport": "Gone at leaving, before any plan: tests/privacy/rights/test_export.py shows it.",
}


def declared() -> dict[str, Extent]:
    """Every declared item that leaving destroys, by model and field; not what only the tests have."""
    found = [each for each in extents() if each.model._meta.app_label != "sealed_app" and each.label not in LEFT_OUT]
    return {f"{extent.label}.{name}": extent for extent in found for name in extent.declaration.items}


def planted(subject_ids: Collection[UUID]) -> Canaries:
    """Everything that is stored about these people."""
    canaries = Canaries()
    with scope():
        for name, extent in declared().items():
            for row in extent.rows(list(subject_ids)):
                if isinstance(row, PersonalModel):
                    open_own([row], row.subject_id)
                for text in _texts(getattr(row, name.rpartition(".")[2])):
                    canaries.add_text(name, text)
            for column in _columns(extent, name.rpartition(".")[2], subject_ids):
                canaries.add_column(name, column)
    return canaries


def in_tables(canaries: Canaries) -> set[str]:
    """The tables of all databases in which a canary is."""
    found = set()
    with signed_in_as("owner"):
        for alias in connections:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                for (table,) in cursor.fetchall():
                    cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
                    text = "\n".join(row[0] for row in cursor.fetchall()).encode()
                    found |= {f"{alias}.{table}: {name}" for name in _named(canaries, text)}
    return found


def in_files(canaries: Canaries, *folders: Path) -> set[str]:
    """The files in which a canary is, or whose names hold one."""
    found = set()
    for folder in folders:
        for path in (path for path in folder.rglob("*") if path.is_file()):
            content = str(path).encode() + b"\n" + path.read_bytes()
            found |= {f"{path}: {name}" for name in _named(canaries, content)}
    return found


def in_redis(canaries: Canaries) -> set[str]:
    """The keys of Redis (cache and queue) in which a canary is, and the file to which it saves them."""
    client = caches["default"]._cache.get_client(None, write=True)  # type: ignore[attr-defined]
    found = set()
    for key in client.scan_iter():
        content = key + b"\n" + b"\n".join(_held(client, key))
        found |= {f"redis {key!r}: {name}" for name in _named(canaries, content)}
    client.config_set("rdbcompression", "no")
    client.save()
    place = Path(client.config_get("dir")["dir"], client.config_get("dbfilename")["dbfilename"])
    assert place.stat().st_size, "the search itself must have a file to read"
    return found | {f"{place}: {name}" for name in _named(canaries, place.read_bytes())}


def vacuumed_database_files() -> Path:
    """The data folder after dead rows were removed and everything is written."""
    with signed_in_as("owner"):
        for alias in connections:
            with connections[alias].cursor() as cursor:
                cursor.execute("VACUUM FULL")
                cursor.execute("CHECKPOINT")
                cursor.execute("SHOW data_directory")
                folder = Path(cursor.fetchone()[0])
    return folder / "base"


def _named(canaries: Canaries, content: bytes) -> set[str]:
    return {name for spelling, name in canaries.spellings().items() if spelling in content}


def _held(client: Any, key: bytes) -> Iterable[bytes]:
    kind = client.type(key)
    if kind == b"list":
        return list(client.lrange(key, 0, -1))
    if kind == b"hash":
        return [part for pair in client.hgetall(key).items() for part in pair]
    if kind == b"set":
        return list(client.smembers(key))
    if kind == b"zset":
        return list(client.zrange(key, 0, -1))
    return [client.get(key) or b""]


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value, however deep."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
    elif isinstance(value, date):
        yield value.isoformat()
    elif isinstance(value, FieldFile):
        yield value.name or ""
    elif isinstance(value, str) and value:
        yield value


def _columns(extent: Extent, name: str, subject_ids: Collection[UUID]) -> list[bytes]:
    declared_field: Any = extent.model._meta.get_field(name)
    column = connection.ops.quote_name(declared_field.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.{column} FROM {extent.source} WHERE {extent.subject} = ANY(%s)",  # noqa: S608
            [list(subject_ids)],
        )
        return [bytes(value) for (value,) in cursor.fetchall() if isinstance(value, bytes | memoryview)]
