"""The worker's side of the archive: records come in sealed and invisible, and count once their originals are gone.

Each record has a random key of its own, wrapped by a master key in ARCHIVE_KEY_DIR that only the worker holds (rule
32). So nothing that dies with the person's own keys is needed to read it, and the web process cannot.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction

from privacy.archive.exceptions import TransferBroken
from privacy.archive.models import ArchivedRecord
from privacy.archive.services import ARCHIVE, SealedRecord
from privacy.vault import epochs


@dataclass(frozen=True)
class Parcel:
    """One record on its way into the archive; `id` is that of its entry in the officer's list."""

    id: UUID
    subject_id: UUID
    preservation: str
    law: str
    items: tuple[str, ...]
    keep_until: date
    content: bytes


INSERT = f"""
INSERT INTO {ArchivedRecord._meta.db_table} AS kept
    (id, subject_id, preservation, law, items, keep_until, body, wrapped_key, key_epoch, content_hash, token, visible,
     received_at)
VALUES (%(id)s, %(subject_id)s, %(preservation)s, %(law)s, %(items)s, %(keep_until)s, %(body)s, %(wrapped_key)s,
        %(key_epoch)s, %(content_hash)s, %(token)s, false, now())
ON CONFLICT (id) DO UPDATE SET body = excluded.body, wrapped_key = excluded.wrapped_key,
    key_epoch = excluded.key_epoch, content_hash = excluded.content_hash, token = excluded.token, received_at = now()
WHERE NOT kept.visible AND kept.token <= excluded.token
"""  # noqa: S608


def store(parcels: Sequence[Parcel], *, token: int) -> dict[UUID, bytes]:
    """Insert the records, read them back, open them and compare the bytes; returns the hash of each stored body.

    Commits in the archive before it returns. Done again, it replaces what is not visible yet, but never the work of a
    later `token`: a worker that was thought dead cannot overwrite what its successor has compared.
    """
    wrapping = _wrapping()
    rows = [_row(parcel, wrapping, token) for parcel in parcels]
    with transaction.atomic(using=ARCHIVE, durable=True), connections[ARCHIVE].cursor() as cursor:
        cursor.executemany(INSERT, rows)
    kept = ArchivedRecord.objects.in_bulk([parcel.id for parcel in parcels])
    for parcel in parcels:
        if _open(kept[parcel.id], wrapping) != parcel.content:
            raise TransferBroken(f"{kept[parcel.id]} is not what was sent.")
    return {record.pk: bytes(record.content_hash) for record in kept.values()}


def show(hashes: Mapping[UUID, bytes]) -> int:
    """Make the records visible; shows none, and raises TransferBroken, unless all are there with the hash they had."""
    with transaction.atomic(using=ARCHIVE, durable=True):
        records = ArchivedRecord.objects.select_for_update().in_bulk(list(hashes))
        if any(pk not in records or bytes(records[pk].content_hash) != expected for pk, expected in hashes.items()):
            raise TransferBroken("A record of the archive is missing or is not the one that was compared.")
        return ArchivedRecord.objects.filter(pk__in=list(hashes), visible=False).update(visible=True)


def open_record(record: SealedRecord | ArchivedRecord) -> bytes:
    """The content of a record. Raises TransferBroken. Works only where ARCHIVE_KEY_DIR is: in the worker."""
    return _open(record, _wrapping())


def _row(parcel: Parcel, wrapping: epochs.Wrapping, token: int) -> dict[str, Any]:
    key, epoch, nonce = secrets.token_bytes(epochs.KEY_BYTES), wrapping.current(), os.urandom(epochs.NONCE_BYTES)
    body = nonce + AESGCM(key).encrypt(nonce, parcel.content, _binding(parcel))
    return {
        "id": parcel.id,
        "subject_id": parcel.subject_id,
        "preservation": parcel.preservation,
        "law": parcel.law,
        "items": json.dumps(parcel.items),
        "keep_until": parcel.keep_until,
        "body": body,
        "wrapped_key": wrapping.wrap(key, epoch=epoch, **_owner(parcel)),
        "key_epoch": epoch,
        "content_hash": hashlib.sha256(body).digest(),
        "token": token,
    }


def _open(record: SealedRecord | ArchivedRecord, wrapping: epochs.Wrapping) -> bytes:
    body = bytes(record.body)
    if hashlib.sha256(body).digest() != bytes(record.content_hash):
        raise TransferBroken("The record does not have the hash that it was stored with.")
    key = wrapping.unwrap(bytes(record.wrapped_key), epoch=record.key_epoch, **_owner(record))
    try:
        return AESGCM(key).decrypt(body[: epochs.NONCE_BYTES], body[epochs.NONCE_BYTES :], _binding(record))
    except InvalidTag:
        raise TransferBroken("The record was altered or moved.") from None


def _binding(record: Parcel | SealedRecord | ArchivedRecord) -> bytes:
    lasting = [str(record.id), str(record.subject_id), record.preservation, record.law, record.keep_until.isoformat()]
    return json.dumps(["impix archived record 1", *lasting]).encode()


def _owner(record: Parcel | SealedRecord | ArchivedRecord) -> dict[str, Any]:
    return {"subject_id": record.subject_id, "activity": f"archive:{record.preservation}"}


def _wrapping() -> epochs.Wrapping:
    if settings.ARCHIVE_KEY_DIR is None:
        raise ImproperlyConfigured("Set ARCHIVE_KEY_DIR: the archive is opened by the worker, which holds its key.")
    return epochs.Wrapping(epochs.KeyFolder(Path(settings.ARCHIVE_KEY_DIR)))
