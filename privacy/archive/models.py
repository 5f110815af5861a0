"""Records that another law requires to keep, apart from everything else (PIPA art. 21(3)).

They lie in a database of their own. The web role has no right to its tables; it reads one record at a time through two
database functions, after a committed request that names reader and reason (migration `0002_reading`).
"""

import uuid

from django.db import models


class ArchivedRecord(models.Model):
    """A kept subset of one person's record: sealed, invisible until the original is gone, destroyed at `keep_until`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_id = models.UUIDField(db_index=True)
    preservation = models.CharField(max_length=40, help_text="Code of the preservation rule.")
    law = models.CharField(max_length=300, help_text="The article that requires to keep it.")
    items = models.JSONField(help_text="Codes of the policy's items that the body holds.")
    keep_until = models.DateField(db_index=True)
    body = models.BinaryField(help_text="The sealed values.")
    wrapped_key = models.BinaryField(help_text="Their key, wrapped by a master key that only the worker holds.")
    key_epoch = models.PositiveIntegerField(help_text="Which master key that is.")
    content_hash = models.BinaryField(help_text="SHA-256 of the body, compared after the copy was read back.")
    token = models.PositiveIntegerField(default=0, help_text="Which holder of the batch's lease copied it.")
    visible = models.BooleanField(default=False, help_text="Whether the original is gone, so that this one counts.")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "preservation", "content_hash"], name="archived_record_is_copied_once"
            ),
        ]

    def __str__(self) -> str:
        return f"archived record {str(self.pk)[:8]}"


class ArchiveReadRequest(models.Model):
    """The witness of a reading, which survives whatever happens to the reader's transactions; written by the database.

    A request that was not used was not necessarily in vain: `used_at` belongs to the transaction that read.
    """

    token = models.UUIDField(primary_key=True)
    entry = models.UUIDField(db_index=True, help_text="The archived record that was asked for.")
    actor = models.UUIDField(help_text="The member who asked.")
    reason = models.CharField(max_length=500)
    login = models.CharField(max_length=63, help_text="session_user: the database role that signed in.")
    xact = models.BigIntegerField(help_text="The asking transaction; nothing is read before it has committed.")
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"request for archived record {str(self.entry)[:8]}"


class LedgerMark(models.Model):
    """How far the destruction ledger was when the archive last took part in it; an older copy of it is behind."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"ledger mark {self.number}"
