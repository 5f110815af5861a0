"""What goes and why (reasons), what does not (holds), what was decided (plans), how far it has come, what is left."""

from privacy.destruction.models.batches import BatchStep, DestructionBatch
from privacy.destruction.models.holds import HoldEvent
from privacy.destruction.models.outcomes import Certificate, DepartureReference, LedgerMark
from privacy.destruction.models.papers import PaperItem
from privacy.destruction.models.plans import ArchiveEntry, DestructionPlan, PlanAlarm, PlanItem
from privacy.destruction.models.reasons import DestructionReason

__all__ = [
    "ArchiveEntry",
    "BatchStep",
    "Certificate",
    "DepartureReference",
    "DestructionBatch",
    "DestructionPlan",
    "DestructionReason",
    "HoldEvent",
    "LedgerMark",
    "PaperItem",
    "PlanAlarm",
    "PlanItem",
]
