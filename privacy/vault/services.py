"""Making, loading, destroying and re-wrapping data keys.

The vault is a database of its own. Each write commits by itself and durably, before the row in another store that
relies on it: an orphan key can be swept, a row without a key could never be read.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django.db import connections, transaction
from django.utils import timezone

from privacy.vault import epochs
from privacy.vault.exceptions import EpochInUse
from privacy.vault.models import DataKey

VAULT = "vault"
TABLE = DataKey._meta.db_table
_ENTRY = 16 + 4  # subject id and epoch before each wrapped key
_WRAPPED = epochs.NONCE_BYTES + epochs.KEY_BYTES + 16


def make_keys(*, subject_ids: Iterable[UUID], activity: str) -> dict[UUID, bytes]:
    """The keys of the subjects for an activity, made where missing; a subject whose key was destroyed is left out."""
    subjects = sorted(set(subject_ids))
    wrapping = epochs.Wrapping(epochs.master_keys())
    epoch = wrapping.current()
    made = {subject: secrets.token_bytes(epochs.KEY_BYTES) for subject in subjects}
    wrapped = [wrapping.wrap(made[each], epoch=epoch, subject_id=each, activity=activity) for each in subjects]
    with transaction.atomic(using=VAULT, durable=True), connections[VAULT].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (subject_id, activity, epoch, wrapped, created_at)"  # noqa: S608
            " SELECT subject, %s, %s, wrapped, now() FROM unnest(%s::uuid[], %s::bytea[]) AS new(subject, wrapped)"
            " ON CONFLICT (subject_id, activity) DO NOTHING RETURNING subject_id",
            [activity, epoch, subjects, wrapped],
        )
        new = {subject for (subject,) in cursor.fetchall()}
    older = load_keys({activity: set(subjects) - new})[activity]
    return {subject: made[subject] for subject in new} | older


def make_key(*, subject_id: UUID, activity: str) -> bytes | None:
    """The key of one subject for an activity, made if it is missing; None when it was destroyed."""
    return make_keys(subject_ids=[subject_id], activity=activity).get(subject_id)


def load_keys(wanted: Mapping[str, Iterable[UUID]]) -> dict[str, dict[UUID, bytes]]:
    """The live keys of the subjects, by activity, in one statement for all of them; the destroyed are left out."""
    packed = {activity: [subject.bytes for subject in subjects] for activity, subjects in wanted.items()}
    return {
        activity: {UUID(bytes=subject): key for subject, key in keys.items()}
        for activity, keys in load_packed_keys(packed).items()
    }


def load_packed_keys(wanted: Mapping[str, Iterable[bytes]]) -> dict[str, dict[bytes, bytes]]:
    """As `load_keys`, with subject ids as their 16 bytes: for pages and lists, where a UUID object costs as much."""
    found: dict[str, dict[bytes, bytes]] = {activity: {} for activity in wanted}
    asked = {activity: [subject.hex() for subject in subjects] for activity, subjects in wanted.items()}
    asked = {activity: subjects for activity, subjects in asked.items() if subjects}
    if not asked:
        return found
    # One value comes back per activity instead of one row per subject: half the time of the obvious query.
    one = (
        "SELECT %s, string_agg(uuid_send(subject_id) || int4send(epoch) || wrapped, '')"  # noqa: S608
        f" FROM {TABLE} WHERE activity = %s AND subject_id = ANY(%s::uuid[]) AND wrapped IS NOT NULL"
    )
    parameters: list[str] = []
    for activity, subjects in asked.items():
        parameters += [activity, activity, "{" + ",".join(subjects) + "}"]
    with connections[VAULT].cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(asked)), parameters)
        rows = cursor.fetchall()
    wrapping = epochs.Wrapping(epochs.master_keys())
    for activity, packed in rows:
        found[activity] = _unpack(bytes(packed or b""), activity, wrapping)
    return found


def _unpack(packed: bytes, activity: str, wrapping: epochs.Wrapping) -> dict[bytes, bytes]:
    keys = {}
    for start in range(0, len(packed), _ENTRY + _WRAPPED):
        subject = packed[start : start + 16]
        epoch = int.from_bytes(packed[start + 16 : start + _ENTRY], "big")
        wrapped = packed[start + _ENTRY : start + _ENTRY + _WRAPPED]
        keys[subject] = wrapping.unwrap_packed(wrapped, epoch=epoch, subject=subject, activity=activity)
    return keys


def destroy_keys(*, subject_ids: Iterable[UUID], activity: str) -> int:
    """Destroy the keys of the subjects for an activity, for ever; the number of keys that lived until now.

    Leaves a tombstone also where there was no key, so that a late writer cannot make one. Policy art. 6.
    """
    subjects = sorted(set(subject_ids))
    epoch = epochs.master_keys().current()
    with transaction.atomic(using=VAULT, durable=True), connections[VAULT].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (subject_id, activity, epoch, created_at, destroyed_at)"  # noqa: S608
            " SELECT subject, %s, %s, now(), now() FROM unnest(%s::uuid[]) AS gone(subject)"
            " ON CONFLICT (subject_id, activity) DO NOTHING",
            [activity, epoch, subjects],
        )
        return DataKey.objects.filter(subject_id__in=subjects, activity=activity, wrapped__isnull=False).update(
            wrapped=None, destroyed_at=timezone.now()
        )


def rewrap_keys(*, limit: int = 500) -> int:
    """Wrap up to `limit` live keys of older epochs by the current one; call again until it answers 0.

    Each call is a transaction, so an interrupted rotation just goes on; several may run at once.
    """
    wrapping = epochs.Wrapping(epochs.master_keys())
    epoch = wrapping.current()
    with transaction.atomic(using=VAULT, durable=True), connections[VAULT].cursor() as cursor:
        old = DataKey.objects.filter(epoch__lt=epoch, wrapped__isnull=False).order_by("epoch", "subject_id")
        batch = list(old.select_for_update(skip_locked=True)[:limit])
        wrapped = []
        for row in batch:
            subject, activity = row.subject_id, row.activity
            key = wrapping.unwrap(bytes(row.wrapped or b""), epoch=row.epoch, subject_id=subject, activity=activity)
            wrapped.append(wrapping.wrap(key, epoch=epoch, subject_id=subject, activity=activity))
        cursor.execute(
            f"UPDATE {TABLE} SET epoch = %s, wrapped = new.wrapped"  # noqa: S608
            " FROM unnest(%s::uuid[], %s::text[], %s::bytea[]) AS new(subject_id, activity, wrapped)"
            f" WHERE {TABLE}.subject_id = new.subject_id AND {TABLE}.activity = new.activity",
            [epoch, [row.subject_id for row in batch], [row.activity for row in batch], wrapped],
        )
    return len(batch)


def keys_to_rewrap() -> int:
    """How many live keys are wrapped by an older epoch than the current one."""
    return DataKey.objects.filter(epoch__lt=epochs.master_keys().current(), wrapped__isnull=False).count()


def unlink_epoch(*, epoch: int, grace: timedelta = epochs.GRACE) -> None:
    """Destroy an old master key; from then on no backup older than its successor can be read by anybody.

    Refused while a live key points to it, and until its successor is older than the grace period.
    """
    if DataKey.objects.filter(epoch=epoch, wrapped__isnull=False).exists():
        raise EpochInUse(f"Live keys are still wrapped by epoch {epoch}: re-wrap them first.")
    epochs.master_keys().unlink(epoch, grace)
