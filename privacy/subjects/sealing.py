"""Sealed values in memory: what a row holds between the database and a disclosure.

A value that was loaded is `Sealed`. It opens only through the attribute of a row that a disclosure opened, for the
items of that disclosure, while the scope of that disclosure lasts (PIPA art. 29; policy art. 7).
"""

import copy
import logging
from time import monotonic
from typing import Any, NoReturn, Protocol
from uuid import UUID

from django.db.models.query_utils import DeferredAttribute

from privacy.subjects import envelope
from privacy.subjects.exceptions import NotDisclosed, SealBroken
from privacy.subjects.keyring import Keyring

logger = logging.getLogger(__name__)
UNOPENED: Any = object()


class Item(Protocol):
    """What a sealed value knows of its field."""

    name: str
    attname: str
    label: str
    label_bytes: bytes
    is_mutable: bool

    def from_bytes(self, plain: bytes) -> Any:
        """The value that was encrypted."""


class SealedRow:
    """One row that holds sealed values: whose it is, and which of its items may be read at the moment."""

    __slots__ = ("activity", "binding", "cipher", "fresh_until", "items", "ring", "row_id", "subject_id")

    def __init__(self, subject_id: UUID, row_id: UUID, activity: str) -> None:
        self.subject_id = subject_id
        self.row_id = row_id
        self.activity = activity
        self.binding = b""
        self.ring: Keyring | None = None
        self.items: frozenset[str] | None = frozenset()
        self.cipher: Any = None
        self.fresh_until = 0.0

    def __reduce__(self) -> tuple[Any, ...]:
        return SealedRow, (self.subject_id, self.row_id, self.activity)

    def __deepcopy__(self, memo: dict[int, Any]) -> "SealedRow":
        return self

    def is_of(self, subject_id: UUID, row_id: UUID) -> bool:
        """Whether the values of this row may stay sealed as they are in a row with these ids."""
        # Mostly they are the same objects, and comparing UUIDs is slow.
        same_row = self.row_id is row_id or self.row_id == row_id
        return same_row and (self.subject_id is subject_id or self.subject_id == subject_id)

    def open(self, ring: Keyring, items: frozenset[str] | None) -> None:
        """Let the items (None: all) be read while the ring lives; adds to what the ring already opened."""
        if self.ring is not ring:
            self.ring, self.cipher, self.items = ring, None, items
        elif self.items is not None:
            self.items = None if items is None else self.items | items

    def may_read(self, item: str) -> bool:
        """Whether a disclosure of this item is in force."""
        return self.ring is not None and self.ring.is_live and (self.items is None or item in self.items)

    def bound(self) -> bytes:
        """What ties a value to this row."""
        if not self.binding:
            self.binding = envelope.row_bytes(self.subject_id, self.row_id)
        return self.binding


class Sealed:
    """One encrypted value. Every use of it but writing it back raises; read the attribute of its row instead."""

    __slots__ = ("field", "is_new", "plain", "raw", "row")

    def __init__(
        self,
        raw: bytes,
        field: Item,
        row: SealedRow | None = None,
        plain: Any = UNOPENED,
        is_new: bool = False,
    ) -> None:
        self.raw = raw
        self.field = field
        self.row = row
        self.plain = plain
        self.is_new = is_new

    def __reduce__(self) -> tuple[Any, ...]:
        return Sealed, (self.raw, self.field, self.row)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Sealed":
        plain = self.plain if self.plain is UNOPENED else copy.deepcopy(self.plain, memo)
        return Sealed(self.raw, self.field, self.row, plain, self.is_new)

    def __repr__(self) -> str:
        return f"<sealed {self.field.label}>"

    def _refuse(self, *_: Any) -> NoReturn:
        raise NotDisclosed(f"{self.field.label} is sealed: disclose its row first.")

    __str__ = __format__ = __bytes__ = __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = __add__ = __radd__ = _refuse

    def is_of(self, row: SealedRow) -> bool:
        """Whether the value may stay as it is in this row."""
        return self.row is not None and self.row.is_of(row.subject_id, row.row_id)

    @property
    def is_open(self) -> bool:
        """Whether `read` would be allowed."""
        return self.row is not None and self.row.may_read(self.field.name)

    def read(self) -> Any:
        """The value, if a disclosure of it is in force. Raises NotDisclosed, KeyDestroyed, SealBroken."""
        row, field = self.row, self.field
        if row is None or not row.may_read(field.name):
            self._refuse()
        ring: Any = row.ring
        # Also for what an earlier scope opened, or this one a minute ago: the key may be gone since.
        if row.cipher is None or monotonic() > row.fresh_until:
            row.cipher = ring.cipher(row.activity, row.subject_id)
            row.fresh_until = ring.fresh_until
        if self.plain is UNOPENED:
            try:
                opened = envelope.unseal(row.cipher, self.raw, field.label_bytes + (row.binding or row.bound()))
            except SealBroken:
                logger.exception("seal broken", extra={"item": field.label, "row": str(row.row_id)})
                raise
            self.plain = field.from_bytes(opened)
        return self.plain

    def peek(self) -> Any:
        """The value for sealing it anew and for its blind index, which say nothing to anybody; else as `read`."""
        return self.read() if self.plain is UNOPENED else self.plain


class SealedAttribute(DeferredAttribute):
    """The attribute of a sealed field: plain while a writer's own value waits to be saved, sealed ever after."""

    field: Any

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self.name = field.attname

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        if instance is None:
            return self
        held = instance.__dict__
        if self.name not in held:
            instance.refresh_from_db(fields=[self.name])
        value = held[self.name]
        if value.__class__ is not Sealed or "_hands_over" in held:
            return value
        return value.read()

    def __set__(self, instance: Any, value: Any) -> None:
        held = instance.__dict__.get(self.name)
        # A form assigns every field again: what did not change stays sealed as it is.
        if held.__class__ is Sealed and not self.field.is_mutable:
            if held.plain.__class__ is value.__class__ and held.plain == value:
                return
        instance.__dict__[self.name] = value
