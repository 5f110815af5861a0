"""Tables of the project itself."""

from django.db import models


class CacheEntry(models.Model):
    """The table behind Django's DatabaseCache, in its layout: counters while Redis is away (see impix.cache)."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "cache entry"
