"""Who data are about, and what may be processed about them."""

import uuid

from django.db import models


class DataSubject(models.Model):
    """A person without any personal value; stays as a tombstone when the person's data are destroyed.

    Someone who joins again gets a new one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"subject {str(self.pk)[:8]}"


class Processing(models.Model):
    """Whether an activity may process data about a subject: the row that every write to personal data locks."""

    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="processings")
    activity = models.CharField(max_length=40)
    basis_event = models.UUIDField(null=True, help_text="The consent event that it rests on.")
    since = models.DateTimeField()
    until = models.DateField(null=True, help_text="Last day (Seoul) on which the activity may go on.")
    warned_at = models.DateTimeField(null=True)
    restricted_at = models.DateTimeField(null=True)
    fenced_by = models.UUIDField(null=True, help_text="The destruction batch that closed it to writers.")
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "activity"], name="processing_once_per_subject_and_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} of subject {str(self.subject_id)[:8]}"
