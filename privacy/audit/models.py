"""The access log: who did what with whose data (policy art. 7, PIPA art. 29, safety standard art. 8).

Rows are only ever inserted. What may have to be erased with a person lies in `AccessPrivate`; the access row holds a
salted commitment to it, so that erasing it breaks no proof.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.audit import canonical
from privacy.audit.actors import Actor, ActorKind
from privacy.audit.choices import Action
from privacy.subjects.models import DataSubject

CURRENT_XID = Cast(
    Cast(models.Func(function="pg_current_xact_id"), models.TextField()), output_field=models.BigIntegerField()
)

# One statement for a whole page: the private part finds its row by the commitment, which is unique by its salt.
INSERT = """
WITH given AS (
    SELECT * FROM unnest(%(subjects)s::uuid[], %(items)s::text[], %(commitments)s::bytea[], %(salts)s::bytea[])
    WITH ORDINALITY AS one (subject_id, items, private_commit, salt, place)
), event AS (
    INSERT INTO privacy_audit_accessevent
        (at, actor_kind, actor_id, organisation_id, origin, action, granted, subject_id, items, private_commit)
    SELECT %(at)s, %(actor_kind)s, %(actor_id)s::uuid, %(organisation_id)s::uuid, %(network)s, %(action)s, %(granted)s,
        subject_id, string_to_array(items, ','), private_commit
    FROM given ORDER BY place
    RETURNING seq, private_commit
)
INSERT INTO privacy_audit_accessprivate (event_id, salt, reason, query, address)
SELECT seq, salt, %(reason)s, %(query)s, %(address)s FROM event JOIN given USING (private_commit)
RETURNING event_id
"""


@dataclass(frozen=True)
class Access:
    """One row to be: whose data, and which items of them."""

    subject_id: UUID | None
    items: tuple[str, ...] = ()


class AccessEventQuerySet(models.QuerySet["AccessEvent"]):
    """Reading the log."""

    def about(self, subject_id: UUID) -> "AccessEventQuerySet":
        """What was done with one person's data."""
        return self.filter(subject_id=subject_id)


class AccessEventManager(models.Manager.from_queryset(AccessEventQuerySet)):  # type: ignore[misc]
    """Writing the log: everything that happened together goes in together."""

    def write(
        self,
        accesses: Sequence[Access],
        *,
        by: Actor,
        action: Action,
        reason: str = "",
        query: str = "",
        granted: bool = True,
    ) -> list[int]:
        """Insert one row for each access, with their private parts, in one statement; returns their numbers."""
        salts = [secrets.token_bytes(32) for _access in accesses]
        values: dict[str, Any] = {
            "at": timezone.now(),
            "actor_kind": str(by.kind),
            "actor_id": by.member_id,
            "organisation_id": by.organisation_id,
            "network": by.network,
            "action": str(action),
            "granted": granted,
            "subjects": [access.subject_id for access in accesses],
            "items": [",".join(sorted(access.items)) for access in accesses],
            "commitments": [commitment(salt, reason=reason, query=query, address=by.origin) for salt in salts],
            "salts": salts,
            "reason": reason,
            "query": query,
            "address": by.origin,
        }
        with connection.cursor() as cursor:
            cursor.execute(INSERT, values)
            return sorted(row[0] for row in cursor.fetchall())


class AccessEvent(models.Model):
    """One person's data, or a search that found nobody, and what somebody else did with them."""

    seq = models.BigAutoField(_("number"), primary_key=True)
    xid = models.BigIntegerField(editable=False, db_default=CURRENT_XID)
    at = models.DateTimeField(_("time"), default=timezone.now)
    actor_kind = models.CharField(_("capacity"), max_length=12, choices=ActorKind.choices)
    actor_id = models.UUIDField(_("account"), null=True)
    organisation_id = models.UUIDField(_("organisation"), null=True)
    origin = models.CharField(_("network"), max_length=50, blank=True)
    action = models.CharField(_("action"), max_length=12, choices=Action.choices)
    granted = models.BooleanField(_("granted"), default=True)
    subject = models.ForeignKey(
        DataSubject, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("subject")
    )
    items = ArrayField(models.CharField(max_length=40), verbose_name=_("items"))
    private_commit = models.BinaryField(max_length=32)

    objects: ClassVar[AccessEventManager] = AccessEventManager()

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        indexes = [
            models.Index(fields=["at"], name="access_by_time"),
            models.Index(fields=["actor_id", "at"], name="access_by_actor"),
        ]

    def __str__(self) -> str:
        return f"access {self.pk}"

    def leaf(self) -> bytes:
        """The digest under which the row is sealed: every value that a reader of the log relies on."""
        return canonical.leaf(
            "impix.access/1", self.seq, self.xid, self.at, self.actor_kind, self.actor_id, self.organisation_id,
            self.origin, self.action, self.granted, self.subject_id, self.items, self.private_commit,
        )  # fmt: skip


class AccessPrivate(models.Model):
    """What goes when the person's data are destroyed: why, what was asked for, from which address."""

    event = models.OneToOneField(AccessEvent, primary_key=True, on_delete=models.PROTECT, related_name="private")
    salt = models.BinaryField(max_length=32)
    reason = models.TextField(_("reason"), blank=True)
    query = models.TextField(_("query"), blank=True, help_text=_("What was looked for, masked."))
    address = models.CharField(_("address"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("private part of an access")
        verbose_name_plural = _("private parts of accesses")

    def __str__(self) -> str:
        return f"private part of access {self.pk}"

    def is_as_committed(self) -> bool:
        """Whether these are the values that the access row was written with."""
        found = commitment(bytes(self.salt), reason=self.reason, query=self.query, address=self.address)
        return found == bytes(self.event.private_commit)


def commitment(salt: bytes, *, reason: str, query: str, address: str) -> bytes:
    """What the access row keeps of its private part."""
    return canonical.digest("impix.access.private/1", salt, reason, query, address)


def distinct(accesses: Iterable[Access]) -> list[Access]:
    """One access per person, with all items that concern him, in the order of first appearance."""
    merged: dict[UUID | None, set[str]] = {}
    for access in accesses:
        merged.setdefault(access.subject_id, set()).update(access.items)
    return [Access(subject_id, tuple(sorted(items))) for subject_id, items in merged.items()]
