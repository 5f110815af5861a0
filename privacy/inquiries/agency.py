"""The operating agency as a recipient, and what of a member it may be given (policy art. 2; rules 13 and 17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.text import capfirst

from privacy.audit.actors import Actor
from privacy.consent.questions import Question
from privacy.consent.services import ask, basis, is_given
from privacy.inquiries.models import Inquiry
from privacy.policy.models import PolicyRecipient
from privacy.policy.notices import NamedRecipient
from privacy.policy.services import Listed, effective_version
from privacy.provision.access_ends import Given, end_access
from privacy.provision.choices import Channel, EndedBecause, RecipientKind, RecipientRole
from privacy.provision.models import Recipient
from privacy.provision.services import Delivery, listed_for, provide_together
from privacy.registry import registry
from privacy.subjects.fields import SealedField
from privacy.subjects.models import PersonalModel, Processing

# There is one operating agency; consents name it by this id, whatever a version calls it.
AGENCY = UUID("6f1d3c1e-5b0a-4a52-9a53-0d2a1f6c7e11")
ACTIVITY = "provision_agency"
# The activities that hold the items which article 2 lists.
SOURCES = ("membership", "job_matching")
ADDRESSED = frozenset({"inquiry"})
REASON = "inquiry {number}"

Part = tuple[list[PersonalModel], list[str]]


@dataclass(frozen=True)
class Told:
    """The listed items of one row as a page shows them: what it is, then label and value."""

    title: str
    lines: list[tuple[str, Any]]


def said_about_agency() -> PolicyRecipient:
    """Name, address and phone of the agency: those of the version in force, never others."""
    return PolicyRecipient.objects.get(version=effective_version(), code=RecipientKind.AGENCY)


def agency() -> Recipient:
    """The agency as the provision ledger names it."""
    name = said_about_agency().name_ko[:100]
    found, _made = Recipient.objects.get_or_create(pk=AGENCY, defaults={"kind": RecipientKind.AGENCY, "name": name})
    if found.name != name:
        found.name = name
        found.save(update_fields=["name"])
    return found


def question_for(subject_id: UUID, language: str) -> Question | None:
    """The consent to be asked before anything goes to the agency; None where it holds. Raises ActivityClosed."""
    if is_given(subject_id=subject_id, activity=ACTIVITY, recipient_id=AGENCY):
        return None
    named = NamedRecipient(AGENCY, said_about_agency().said("name", language))
    return ask(activity=ACTIVITY, language=language, subject_id=subject_id, recipient=named)


def open_inquiry(inquiry: Inquiry, *, to: Actor) -> None:
    """Bring the text of an inquiry to the agency that has to answer it. Raises ProvisionDenied."""
    _provide([([inquiry], ["question"])], inquiry, to)


def open_items(inquiry: Inquiry, *, to: Actor) -> list[Told]:
    """Bring the listed items of the person who asked to the agency: one look, one row. Raises ProvisionDenied."""
    parts = listed_parts(inquiry.subject_id)
    _provide([([inquiry], []), *parts], inquiry, to)
    return [_told(row, fields) for rows, fields in parts for row in rows]


def delivery(to: Actor) -> Delivery:
    """How anything reaches the agency."""
    return Delivery(to, agency(), RecipientRole.COUNSELLOR, Channel.VIEW, under=ACTIVITY, addressed=ADDRESSED)


def listed_parts(subject_id: UUID) -> list[Part]:
    """The rows that hold items which the consent lets the agency have, with those fields; nothing is opened."""
    listed = listed_for([subject_id], activity=ACTIVITY, recipient=agency()).get(subject_id, Listed())
    found = []
    for declaration in registry().personal():
        model: Any = apps.get_model(declaration.model)
        if declaration.activity not in SOURCES or not issubclass(model, PersonalModel):
            continue
        fields = [
            name
            for name, code in declaration.items.items()
            if code in listed.items and isinstance(model._meta.get_field(name), SealedField)
        ]
        rows = list(model.objects.filter(subject=subject_id).order_by("pk")) if fields else []
        if rows:
            found.append((rows, fields))
    return found


def with_consent(inquiries: Iterable[Inquiry]) -> list[Inquiry]:
    """Those whose persons consent to the agency today and let their data be used."""
    found = list(inquiries)
    bases = basis({each.subject_id for each in found}, activity=ACTIVITY, recipient_id=AGENCY)
    in_use = Processing.objects.in_use().filter(subject__in=bases, activity=ACTIVITY)
    usable = set(in_use.values_list("subject", flat=True))
    return [each for each in found if each.subject_id in usable]


def end_for_agency(inquiries: list[Inquiry], *, because: EndedBecause) -> None:
    """From now on the agency opens nothing for these inquiries; it had no way to download anything."""
    given = [
        Given(copy=each.pk, subject_id=each.subject_id, recipient_id=AGENCY, activity=ACTIVITY, occasion=each.pk)
        for each in inquiries
    ]
    if given:
        agency()
        end_access(given, because=because, can_download=False)


def _provide(parts: list[Part], inquiry: Inquiry, to: Actor) -> None:
    whole = delivery(to)
    named = Delivery(
        whole.to, whole.recipient, whole.role, whole.channel, inquiry.pk, inquiry.number, whole.under, whole.addressed
    )
    provide_together(parts, delivery=named, reason=REASON.format(number=inquiry.number))


def _told(row: PersonalModel, fields: list[str]) -> Told:
    meta: Any = row._meta
    lines = [(str(capfirst(meta.get_field(name).verbose_name)), _value(row, name)) for name in fields]
    return Told(str(capfirst(row._meta.verbose_name)), [(label, value) for label, value in lines if value])


def _value(row: PersonalModel, name: str) -> Any:
    show = getattr(row, f"get_{name}_display", None)
    return show() if show else getattr(row, name)
