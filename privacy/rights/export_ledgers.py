"""The ledgers about a person as she may read them: without the names and accounts of others (rule 19)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from privacy.consent.models import ConsentEvent
from privacy.policy.services import effective_version
from privacy.provision.models import Provision
from privacy.rights.held import held
from privacy.rights.models import RightsAct
from privacy.rights.rendering import in_words, item_labels

Ledger = Callable[[UUID, str], list[dict[str, Any]]]


def purposes(subject_id: UUID, language: str) -> list[dict[str, Any]]:
    """What is processed for what, on which basis, since when and until when (decree art. 41(1) nos. 1 to 3)."""
    return [
        {
            "activity": each.title,
            "purpose": each.purpose,
            "basis": str(each.basis),
            "consented": each.consented_on,
            "since": each.since,
            "until": each.until,
            "retention": each.retention,
            "items": each.items,
            "kept_afterwards": list(each.kept_after),
        }
        for each in held(subject_id, language)
    ]


def provisions(subject_id: UUID, language: str) -> list[dict[str, Any]]:
    """Who received what, when, how and for what (no. 4)."""
    labels = item_labels(effective_version(), language)
    return [
        {
            "at": each.at,
            "recipient": each.recipient.name,
            "how": str(each.get_channel_display()),
            "items": in_words(each.items, labels),
            "activity": each.activity,
            "occasion": each.occasion,
            "keep_until": each.keep_until,
        }
        for each in Provision.objects.about(subject_id)
    ]


def consents(subject_id: UUID, language: str) -> list[dict[str, Any]]:
    """What was agreed to, refused and withdrawn, and the very words that were shown (no. 5)."""
    events = ConsentEvent.objects.filter(subject=subject_id).select_related("text", "version").order_by("at", "seq")
    return [
        {
            "at": each.at,
            "activity": each.activity,
            "event": str(each.get_kind_display()),
            "how": str(each.get_method_display()),
            "recipient": each.recipient,
            "policy_version": each.version.number,
            "language": each.language,
            "shown": each.text.content,
            "until": each.until,
        }
        for each in events
    ]


def acts(subject_id: UUID, language: str) -> list[dict[str, Any]]:
    """What the person did in the privacy centre."""
    return [
        {"at": each.at, "act": str(each.get_kind_display()), "about": each.about}
        for each in RightsAct.objects.of(subject_id)
    ]


LEDGERS: dict[str, Ledger] = {"purposes": purposes, "provisions": provisions, "consents": consents, "acts": acts}
