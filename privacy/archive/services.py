"""Reading one record of the archive (rule 32): two committed transactions, so that no reading is without a trace."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, connections, transaction

from privacy.archive.exceptions import NotReadable, ReasonMissing

ARCHIVE = "archive"


@dataclass(frozen=True)
class SealedRecord:
    """An archived record as the web process gets it: only the worker can open the body."""

    id: UUID
    subject_id: UUID
    preservation: str
    law: str
    keep_until: date
    body: bytes
    wrapped_key: bytes
    key_epoch: int
    content_hash: bytes


def request_reading(*, entry: UUID, actor_id: UUID, reason: str) -> UUID:
    """Record who wants to read which record and why; the token reads it once, within a minute. PIPA arts. 21(3), 29."""
    try:
        with transaction.atomic(using=ARCHIVE, durable=True), connections[ARCHIVE].cursor() as cursor:
            cursor.execute("SELECT public.archive_request(%s, %s, %s)", [entry, actor_id, reason])
            token: UUID = cursor.fetchone()[0]
    except IntegrityError as error:
        raise ReasonMissing from error
    return token


def read_requested(*, token: UUID) -> SealedRecord:
    """The record that the request named. Raises NotReadable."""
    with transaction.atomic(using=ARCHIVE, durable=True), connections[ARCHIVE].cursor() as cursor:
        columns = ", ".join(SealedRecord.__dataclass_fields__)
        cursor.execute(f"SELECT {columns} FROM public.archive_read(%s)", [token])  # noqa: S608
        row = cursor.fetchone()
    if row is None:
        raise NotReadable
    return SealedRecord(*row)


def read_one(*, entry: UUID, actor_id: UUID, reason: str) -> SealedRecord:
    """Request and read one record. The caller discloses it, which writes the row of the access log."""
    return read_requested(token=request_reading(entry=entry, actor_id=actor_id, reason=reason))
