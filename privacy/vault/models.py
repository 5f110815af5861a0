"""The keys under which everything personal is encrypted."""

from django.db import models
from django.db.models import Q


class DataKey(models.Model):
    """The wrapped key of one subject and activity; destroying it destroys what it sealed, in every copy and backup.

    A destroyed key stays as a tombstone so that nothing can make it again; a trigger refuses to revive or delete it.
    """

    pk = models.CompositePrimaryKey("subject_id", "activity")
    subject_id = models.UUIDField()
    activity = models.CharField(max_length=40)
    epoch = models.PositiveIntegerField(help_text="The master key epoch that wraps it, or did when it was destroyed.")
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | Q(wrapped__isnull=True, destroyed_at__isnull=False),
                name="data_key_lives_or_is_destroyed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["epoch", "subject_id"], condition=Q(wrapped__isnull=False), name="data_key_live_epoch"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} key of subject {str(self.subject_id)[-8:]}"


class LedgerMark(models.Model):
    """How far the destruction ledger was when the vault last took part in it; an older copy of it is behind."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"ledger mark {self.number}"
