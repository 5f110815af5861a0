"""Tables of the project itself."""

from django.db import models


class CacheEntry(models.Model):
    """The table behind Django's DatabaseCache, in its layout: counters while Redis is away (see impix.cache)."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "cache entry"


class WorkerSign(models.Model):
    """When a worker last did a task: one row. A process that lives and takes nothing from the queue lets it age."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="worker_sign_is_one_row")]

    def __str__(self) -> str:
        return "sign of the worker"
