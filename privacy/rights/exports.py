"""Everything about a person as one file for herself: ordered, built by a worker, sealed, downloaded, gone after a day.

PIPA arts. 4 and 35; product rule 46. Every step is a row: a worker that is killed leaves a lease that runs out, and the
next one begins anew under a new file name. Who finishes late finds another token in the row and removes its own file.
"""

import logging
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import cast
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from privacy.rights.choices import Act, ExportFault, ExportState
from privacy.rights.exceptions import ExportBroken, ExportGone, ExportRunning, Interrupted, TooManyExports
from privacy.rights.export_content import Content, steps
from privacy.rights.models import DataExport, RightsAct
from privacy.subjects.exceptions import KeyDestroyed, NotProcessing, SealBroken
from privacy.subjects.files import SealedFileStorage, file_name
from privacy.subjects.opening import open_own, scope
from privacy.subjects.services import open_activity

log = logging.getLogger(__name__)

ACTIVITY = DataExport.activity
LEASE = timedelta(minutes=5)
LASTS = timedelta(hours=24)
MOST_DOWNLOADS, MOST_A_DAY, MOST_ATTEMPTS = 5, 5, 5
NOTICE = "privacy_rights/email/export_ready"


@transaction.atomic
def order(*, subject_id: UUID, language: str, passphrase: str = "") -> DataExport:
    """Begin an export of everything about a person; an earlier file goes. Raises ExportRunning, TooManyExports."""
    open_activity(subject_id=subject_id, activity=ACTIVITY)  # Its lock lets two orders take turns.
    own = DataExport.objects.of(subject_id)
    if own.running().exists():
        raise ExportRunning
    if own.filter(ordered_at__gt=timezone.now() - LASTS).count() >= MOST_A_DAY:
        raise TooManyExports
    for earlier in own.filter(state=ExportState.READY).select_for_update():
        _end(earlier, ExportState.CANCELLED)
    export = DataExport.objects.create(
        subject_id=subject_id, language=language, passphrase=passphrase, total=steps(), ordered_at=timezone.now()
    )
    _note(export, Act.EXPORT_ORDERED)
    return export


@transaction.atomic
def cancel(*, export_id: UUID, subject_id: UUID) -> bool:
    """Give up an export that is being built, or delete the finished file; False when there is neither."""
    export = DataExport.objects.of(subject_id).live().select_for_update().filter(pk=export_id).first()
    if export is None:
        return False
    _end(export, ExportState.CANCELLED)
    _note(export, Act.EXPORT_CANCELLED)
    return True


@transaction.atomic
def cancel_all(subject_id: UUID) -> None:
    """The person leaves: no file is built or downloaded any more."""
    for export in DataExport.objects.of(subject_id).live().select_for_update():
        _end(export, ExportState.CANCELLED)


def build(*, export_id: UUID) -> bool:
    """Build one export, if it waits or its worker died; False when there was nothing to do or it was given up."""
    export = _claim(export_id)
    if export is None:
        return False
    name = cast(str, export.file.name)
    try:
        with scope():
            open_own([export], export.subject_id)
            content = Content(export, passphrase=export.passphrase, tick=partial(_tick, export))
            SealedFileStorage().save(name, content)
            return _finish(export, content.written)
    except Interrupted:
        return False
    except (KeyDestroyed, NotProcessing):
        return _fail(export, ExportFault.KEY)
    except (OSError, SealBroken):
        return _fail(export, ExportFault.STORAGE)
    finally:
        if not DataExport.objects.filter(pk=export.pk, state=ExportState.READY, file=name).exists():
            _discard(name)


@transaction.atomic
def download(*, export_id: UUID, subject_id: UUID) -> "File[bytes]":
    """Count a download of one's own file and open it.

    Raises ExportGone for somebody else's, an old and a used-up one, and ExportBroken, which is not counted.
    """
    found = DataExport.objects.of(subject_id).select_for_update().filter(pk=export_id, state=ExportState.READY)
    export = found.first()
    if export is None or export.is_over or export.downloads >= MOST_DOWNLOADS:
        raise ExportGone
    open_own([export], subject_id)
    try:
        opened = export.file.open("rb")
    except (OSError, SealBroken, KeyDestroyed) as error:
        raise ExportBroken from error
    export.downloads += 1
    export.save(update_fields=["downloads"])
    _note(export, Act.EXPORT_DOWNLOADED)
    return opened


def due() -> list[UUID]:
    """Exports that no worker has taken, or whose worker died."""
    return list(DataExport.objects.due().order_by("ordered_at").values_list("pk", flat=True)[:50])


def sweep() -> int:
    """Delete files whose day is over or whose downloads are used up, and what killed workers left; how many."""
    return sum(
        _swept(export_id) for export_id in DataExport.objects.over(MOST_DOWNLOADS).values_list("pk", flat=True)[:500]
    )


@transaction.atomic
def _swept(export_id: UUID) -> bool:
    over = DataExport.objects.over(MOST_DOWNLOADS).select_for_update(skip_locked=True)
    export = over.filter(pk=export_id).first()
    if export is None:
        return False
    try:
        SealedFileStorage().discard(cast(str, export.file.name))
    except OSError:
        log.exception("export_not_deleted", extra={"export": str(export_id)})
        return False
    if export.state == ExportState.READY:
        export.state = ExportState.EXPIRED
    export.file.name = ""
    export.save(update_fields=["state", "file"])
    return True


def _claim(export_id: UUID) -> DataExport | None:
    """Take an export for the length of the lease; what an earlier worker wrote is removed."""
    with transaction.atomic():
        export = DataExport.objects.due().select_for_update(skip_locked=True).filter(pk=export_id).first()
        if export is None:
            return None
        if export.file.name:
            transaction.on_commit(partial(_discard, export.file.name))
        if export.attempts >= MOST_ATTEMPTS:
            export.state, export.fault = ExportState.FAILED, ExportFault.OTHER
            export.passphrase = ""
        else:
            export.state, export.token, export.done = ExportState.BUILDING, uuid4(), 0
            export.file.name = file_name(activity=ACTIVITY, subject_id=export.subject_id, file_id=uuid4())
            export.lease_until = timezone.now() + LEASE
            export.attempts += 1
        export.save()
    return export if export.state == ExportState.BUILDING else None


def _tick(export: DataExport, done: int) -> None:
    """Say how far it is and renew the lease. Raises Interrupted when it was cancelled or somebody else took over."""
    mine = DataExport.objects.filter(pk=export.pk, state=ExportState.BUILDING, token=export.token)
    if not mine.update(done=done, lease_until=timezone.now() + LEASE):
        raise Interrupted


def _finish(export: DataExport, size: int) -> bool:
    with transaction.atomic():
        mine = DataExport.objects.select_for_update().filter(state=ExportState.BUILDING, token=export.token)
        row = mine.filter(pk=export.pk).first()
        if row is None:
            return False
        now = timezone.now()
        row.state, row.ready_at, row.expires_at = ExportState.READY, now, now + LASTS
        row.done, row.size, row.passphrase = row.total, size, ""
        row.save()
        _tell(row.subject_id)
    return True


def _fail(export: DataExport, fault: ExportFault) -> bool:
    """Say clearly why there is no file. Of somebody whose data are being destroyed even that is not written."""
    mine = DataExport.objects.filter(pk=export.pk, state=ExportState.BUILDING, token=export.token)
    try:
        with transaction.atomic():
            mine.update(state=ExportState.FAILED, fault=fault)
        with transaction.atomic():
            for row in DataExport.objects.select_for_update().filter(pk=export.pk, token=export.token):
                row.passphrase = ""
                row.save(update_fields=["passphrase"])
    except (NotProcessing, KeyDestroyed):
        pass
    return False


def _end(export: DataExport, state: str) -> None:
    """The file goes with the commit, the passphrase now."""
    if export.file.name:
        transaction.on_commit(partial(_discard, export.file.name))
    if export.is_running:
        export.passphrase = ""
    export.state = state
    export.save()


def _discard(name: str) -> None:
    """Delete a file; where the disk refuses, its row keeps the name and the sweep comes again."""
    with suppress(OSError):
        SealedFileStorage().discard(name)


def _note(export: DataExport, act: Act) -> None:
    RightsAct.objects.create(subject_id=export.subject_id, kind=act, about=export.pk)


def _tell(subject_id: UUID) -> None:
    try:
        import_string(settings.PRIVACY_NOTIFIER)(subject_id=subject_id, notice=NOTICE)
    except LookupError:  # No address: the page says it.
        return
