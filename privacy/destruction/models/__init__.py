"""What goes and why (reasons), what was decided (plans), how far it has come (batches), and what is left (outcomes)."""

from privacy.destruction.models.batches import BatchStep, DestructionBatch
from privacy.destruction.models.outcomes import Certificate, DepartureReference, LedgerMark
from privacy.destruction.models.plans import ArchiveEntry, DestructionPlan, PlanItem
from privacy.destruction.models.reasons import DestructionReason

__all__ = [
    "ArchiveEntry",
    "BatchStep",
    "Certificate",
    "DepartureReference",
    "DestructionBatch",
    "DestructionPlan",
    "DestructionReason",
    "LedgerMark",
    "PlanItem",
]
