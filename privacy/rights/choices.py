"""Choices of the room of rights. The values are kept for years: they are stable for ever."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Act(TextChoices):
    """What a person did herself in the privacy centre."""

    RESTRICTED = "restricted", _("You stopped the use of your data")
    LIFTED = "lifted", _("You let your data be used again")
    EXPORT_ORDERED = "export_ordered", _("You ordered a file with all your data")
    EXPORT_DOWNLOADED = "export_downloaded", _("You downloaded the file")
    EXPORT_CANCELLED = "export_cancelled", _("You gave up or deleted the file")


class ExportState(TextChoices):
    """Where an export stands."""

    WAITING = "waiting", _("Ordered")
    BUILDING = "building", _("Being built")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not built")
    CANCELLED = "cancelled", _("Given up")
    EXPIRED = "expired", _("Over")


class ExportFault(TextChoices):
    """Why there is no file, as the person reads it."""

    STORAGE = "storage", _("The file could not be stored. Please order it again later; we have been told.")
    KEY = "key", _("Some of your data cannot be opened any more. Please write to us.")
    OTHER = "other", _("The file could not be built. Please write to us.")


RUNNING = (ExportState.WAITING, ExportState.BUILDING)
LIVE = (*RUNNING, ExportState.READY)


class RequestKind(TextChoices):
    """What can be asked for (PIPA arts. 35 to 38)."""

    ACCESS = "access", _("Access to my data (PIPA art. 35)")
    CORRECTION = "correction", _("Correction (art. 36)")
    DELETION = "deletion", _("Deletion (art. 36)")
    SUSPENSION = "suspension", _("Suspension of processing (art. 37)")
    WITHDRAWAL = "withdrawal", _("Withdrawal of a consent (art. 37)")
    DECISION = "decision", _("Objection to an automated decision, or its explanation (art. 37-2)")
    COMPLAINT = "complaint", _("Complaint about an answer (art. 38(5))")


class RequestState(TextChoices):
    """Where a request stands."""

    RECEIVED = "received", _("Received")
    POSTPONED = "postponed", _("Postponed")
    GRANTED = "granted", _("Granted")
    PARTIAL = "partial", _("Granted in part")
    REFUSED = "refused", _("Refused")
    CLOSED = "closed", _("Settled by leaving")


class RequestStep(TextChoices):
    """What happened to a request."""

    RECEIVED = "received", _("Received")
    IDENTIFIED = "identified", _("Identity confirmed by sign-in")
    REMINDED = "reminded", _("Privacy officer reminded")
    OVERDUE = "overdue", _("Day of the answer is over")
    POSTPONED = "postponed", _("Answer postponed")
    CARRIED_OUT = "carried_out", _("Carried out")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Settled by leaving")
    REOPENED = "reopened", _("Open again after the return")


class Ground(TextChoices):
    """On what the law lets a request be refused; any other reason is none."""

    ACCESS_LAW = "35-4-1", _("A law forbids or limits access (PIPA art. 35(4) no. 1)")
    ACCESS_HARM = "35-4-2", _("Access could harm somebody else (PIPA art. 35(4) no. 2)")
    CORRECT = "36-2", _("The investigation found the data to be correct (PIPA art. 36(2))")
    DELETION_LAW = "36-1", _("Another law names the item as one to be collected (PIPA art. 36(1))")
    SUSPENSION_LAW = "37-2-1", _("A law provides for it or obliges us (PIPA art. 37(2) no. 1)")
    SUSPENSION_HARM = "37-2-2", _("It could harm somebody else (PIPA art. 37(2) no. 2)")
    SUSPENSION_CONTRACT = (
        "37-2-4",
        _("The contract could not be performed and was not clearly ended (PIPA art. 37(2) no. 4)"),
    )
    DECISION = "37b-3", _("There is a just cause (PIPA art. 37-2(3))")


WAITING_FOR_ANSWER = (RequestState.RECEIVED, RequestState.POSTPONED)
NOT_GRANTED = (RequestState.PARTIAL, RequestState.REFUSED)
OUTCOMES = (RequestState.GRANTED, *NOT_GRANTED)
# What the law lets be answered later: access for a just cause (art. 35(3)), automated decisions (decree art. 44-3).
POSTPONABLE = (RequestKind.ACCESS, RequestKind.DECISION)
_SUSPENSION = (Ground.SUSPENSION_LAW, Ground.SUSPENSION_HARM, Ground.SUSPENSION_CONTRACT)
GROUNDS: dict[str, tuple[Ground, ...]] = {
    RequestKind.ACCESS: (Ground.ACCESS_LAW, Ground.ACCESS_HARM),
    RequestKind.CORRECTION: (Ground.CORRECT,),
    RequestKind.DELETION: (Ground.DELETION_LAW,),
    RequestKind.SUSPENSION: _SUSPENSION,
    RequestKind.WITHDRAWAL: _SUSPENSION,
    RequestKind.DECISION: (Ground.DECISION,),
}
