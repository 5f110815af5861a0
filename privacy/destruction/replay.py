"""Replaying the ledger on a database that was restored from before its last notes. THIS DESTROYS, once more.

A restored copy holds people who had been destroyed, consents that had been withdrawn, recruiters who had been removed.
Everything here is keyed by the random id of a subject, so that somebody who joined again is somebody else, and may be
done again: killed anywhere, the next run begins at the first note and passes over what is done. The marks come last;
until then the portal stays closed. PIPA arts. 21 and 37.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from privacy.archive.models import ArchivedRecord
from privacy.destruction import announcing, extent, ledger, outside, own_deletions
from privacy.destruction.choices import EntryState, ItemState
from privacy.destruction.failpoints import failpoint
from privacy.destruction.models import ArchiveEntry, PlanItem
from privacy.destruction.steps import rows
from privacy.registry import registry
from privacy.subjects.models import DataSubject, Processing
from privacy.vault.models import DataKey
from privacy.vault.services import destroy_keys

MOST_SUBJECTS = 500
Progress = Callable[[str], None]
Pair = tuple[str, UUID]


@dataclass
class Outcome:
    """What a replay found and did."""

    older: list[str]
    destroyed: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    listed: int = 0
    missing: int = 0


@dataclass
class _Found:
    """What the ledger says, in its order."""

    destroyed: dict[Pair, set[str]] = field(default_factory=dict)
    announced: dict[Pair, set[str]] = field(default_factory=dict)
    own: list[dict[str, Any]] = field(default_factory=list)
    changes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def replay(*, progress: Progress = lambda line: None) -> Outcome:
    """Do again what the ledger says was done, then let the portal open. Raises LedgerBroken."""
    head = ledger.verify()
    outcome = Outcome(ledger.older_copies())
    found = _read()
    progress(f"{head} notes; older than the ledger: {', '.join(outcome.older) or 'none'}")
    pairs = found.destroyed | _known_to_the_vault(found)
    for chunk in _chunks(sorted(pairs)):
        outcome.destroyed += _destroy_again(chunk, pairs)
        progress(f"  destroyed again: {outcome.destroyed}")
    outcome.changes[ledger.OWN_DELETION] = own_deletions.delete_again(found.own)
    progress(f"  {ledger.OWN_DELETION}: {outcome.changes[ledger.OWN_DELETION]} rows deleted again")
    for kind in registry().note_kinds():
        entries = found.changes.get(kind.code, [])
        outcome.changes[kind.code] = import_string(kind.replay)(entries)
        progress(f"  {kind.code}: {outcome.changes[kind.code]} of {len(entries)} made good")
    outcome.listed, outcome.missing = _list_the_archive()
    if "default" in outcome.older:
        _end_sessions()
    failpoint("before:replay:marks")
    if outcome.older:
        ledger.mark(head)
    return outcome


def _read() -> _Found:
    found = _Found()
    into = {"destruction": found.announced, "destroyed": found.destroyed}
    for note in ledger.notes():
        for activity, subjects in note.body.get("subjects", {}).items() if note.kind in into else ():
            for subject in subjects:
                into[note.kind].setdefault((activity, UUID(subject)), set()).add(note.body["batch"])
        if note.kind == ledger.OWN_DELETION:
            found.own.append(note.body)
        for kind, body in note.body["entries"] if note.kind == announcing.KIND else ():
            found.changes.setdefault(kind, []).append(body)
    return found


def _known_to_the_vault(found: _Found) -> dict[Pair, set[str]]:
    """What was announced and, by the tombstones of the vault, done, although a crash kept the ledger from saying so."""
    open_ends = sorted(found.announced.keys() - found.destroyed.keys())
    done: dict[Pair, set[str]] = {}
    for chunk in _chunks(open_ends):
        subjects = {subject for _activity, subject in chunk}
        gone = DataKey.objects.filter(subject_id__in=subjects, wrapped=None).values_list("activity", "subject_id")
        done |= {pair: found.announced[pair] for pair in set(gone) & set(chunk)}
    return done


def _destroy_again(chunk: list[Pair], batches: dict[Pair, set[str]]) -> int:
    """Keys, rows, files of these subjects; how many of them were there again."""
    subjects = _by_activity(chunk)
    alive = {
        (activity, subject_id)
        for activity, ids in subjects.items()
        for subject_id in _living(activity, ids) | {each for each in ids if outside.count_files({activity: [each]})}
    }
    if not alive and not extent.residue(subjects):
        return 0
    for activity, ids in subjects.items():
        destroy_keys(subject_ids=ids, activity=activity)
    failpoint("after:replay:keys")
    with transaction.atomic(durable=True):
        for activity, ids in subjects.items():  # What the fence does: whoever writes now is waited for.
            list(_open(activity, ids).order_by("subject_id").select_for_update())
        rows.delete(subjects)
        _settle_items(chunk, batches)
        failpoint("before:replay:commit")
    failpoint("after:replay:commit")
    outside.delete_files(subjects)
    failpoint("after:replay:files")
    outside.dispose(subjects)
    return len(alive)


def _living(activity: str, subject_ids: list[UUID]) -> set[UUID]:
    """Those who are processed in this database, or have a key in this vault."""
    keys = DataKey.objects.filter(subject_id__in=subject_ids, activity=activity, wrapped__isnull=False)
    processed = _open(activity, subject_ids).values_list("subject_id", flat=True)
    return {*keys.values_list("subject_id", flat=True), *processed}


def _open(activity: str, subject_ids: list[UUID]) -> Any:
    return Processing.objects.filter(subject_id__in=subject_ids, activity=activity, destroyed_at=None)


def _settle_items(chunk: list[Pair], batches: dict[Pair, set[str]]) -> None:
    """In a plan whose execution the copy caught half-way, these items are done: their copies lie in the archive."""
    planned = PlanItem.objects.filter(subject__in={subject for _activity, subject in chunk}, state=ItemState.PLANNED)
    done = [item.pk for item in planned if str(item.batch_id) in batches.get((item.activity, item.subject_id), ())]
    PlanItem.objects.filter(pk__in=done).update(state=ItemState.DESTROYED)


def _list_the_archive() -> tuple[int, int]:
    """Bring the officer's list and the archive together; how many records it did not know, and how many are lost.

    A record whose original has just been destroyed again is the only one left, so it counts.
    """
    known = {entry.pk: entry for entry in ArchiveEntry.objects.all()}
    listed = 0
    for record in ArchivedRecord.objects.defer("body", "wrapped_key").iterator():
        entry = known.get(record.pk)
        state = EntryState(entry.state) if entry else None
        if state is EntryState.VISIBLE and not record.visible:
            ArchivedRecord.objects.filter(pk=record.pk).update(visible=True)
        elif state is EntryState.DESTROYED:
            ArchivedRecord.objects.filter(pk=record.pk).delete()
        elif record.visible and state is not EntryState.VISIBLE:
            listed += _list(record)
    there = set(ArchivedRecord.objects.values_list("pk", flat=True))
    kept = {pk for pk, entry in known.items() if entry.state == EntryState.VISIBLE}
    return listed, len(kept - there)


def _list(record: ArchivedRecord) -> int:
    if not DataSubject.objects.filter(pk=record.subject_id).exists():
        # Joined and left after the backup: a tombstone, so that the record has an owner.
        DataSubject.objects.create(pk=record.subject_id, destroyed_at=record.received_at)
    ArchiveEntry.objects.update_or_create(
        pk=record.pk,
        defaults={
            "subject_id": record.subject_id,
            "rule": record.preservation,
            "law": record.law,
            "items": record.items,
            "keep_until": record.keep_until,
            "state": EntryState.VISIBLE,
            "content_hash": record.content_hash,
            "visible_at": record.received_at,
        },
    )
    return 1


def _end_sessions() -> None:
    """Sessions that had ended live again in the copy."""
    import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects.all().delete()


def _by_activity(pairs: Iterable[Pair]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for activity, subject_id in pairs:
        found.setdefault(activity, []).append(subject_id)
    return found


def _chunks(pairs: list[Pair]) -> Iterator[list[Pair]]:
    rest = iter(pairs)
    while chunk := list(islice(rest, MOST_SUBJECTS)):
        yield chunk
