"""The states of plans, items, batches and kept records. The values are stored and signed: they never change."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class PaperMethod(TextChoices):
    """How paper is destroyed."""

    SHREDDED = "shredded", _("shredded")
    INCINERATED = "incinerated", _("incinerated")
    BLACKED_OUT = "blacked_out", _("blacked out")


class PlanState(TextChoices):
    """draft → approved (cooling) → executing → verifying → certified; or rejected, or cancelled while cooling."""

    DRAFT = "draft", _("waiting for approval")
    APPROVED = "approved", _("approved, cooling")
    EXECUTING = "executing", _("executing")
    VERIFYING = "verifying", _("verifying")
    CERTIFIED = "certified", _("certified")
    REJECTED = "rejected", _("rejected")
    CANCELLED = "cancelled", _("cancelled")


class ItemState(TextChoices):
    """Between approval and execution an item can only leave its plan; nothing can join it."""

    PLANNED = "planned", _("planned")
    SKIPPED = "skipped", _("left out")
    DROPPED = "dropped", _("not approved")
    DESTROYED = "destroyed", _("destroyed")


class SkippedBecause(TextChoices):
    """Why an item left its plan."""

    REASON_GONE = "reason gone", _("the reason no longer stands")
    NOT_PROCESSED = "not processed", _("nothing is processed, or another plan destroys it")
    HELD = "held", _("held")


class HoldGround(TextChoices):
    """What a hold rests on (product rule 24)."""

    ARTICLE = "article", _("a law requires it")
    DISPUTE = "dispute", _("a dispute")


class HoldKind(TextChoices):
    """What an officer does with a hold."""

    PLACED = "placed", _("placed")
    RENEWED = "renewed", _("renewed")
    RELEASED = "released", _("released")


class Disposition(TextChoices):
    """What happens to the data of an item."""

    DESTROY = "destroy", _("destroy")
    ARCHIVE_THEN_DESTROY = "archive_then_destroy", _("keep apart what the law requires, destroy the rest")


class BatchState(IntegerChoices):
    """How far a batch has come. Until UNCHANGED it can go back; from KEYLESS on it can only go forward."""

    CUT = 0, _("waiting")
    FENCED = 1, _("fenced")
    ANNOUNCED = 2, _("in the ledger")
    COPIED = 3, _("copied to the archive")
    UNCHANGED = 4, _("compared")
    KEYLESS = 5, _("keys destroyed")
    ROWLESS = 6, _("rows destroyed")
    KEPT = 7, _("archive visible")
    CLEARED = 8, _("files destroyed")
    SCANNED = 9, _("scanned")


class EntryState(TextChoices):
    """A kept record: intended by a plan, copied but invisible, then the only copy left, at last destroyed itself."""

    PLANNED = "planned", _("planned")
    COPIED = "copied", _("copied")
    VISIBLE = "visible", _("kept")
    EMPTY = "empty", _("there was nothing to keep")
    DESTROYED = "destroyed", _("destroyed")
