"""The consent box: what is shown is what is consented to, once."""

import re
import uuid
from html import unescape

import pytest
from django import forms
from django.http import QueryDict

from privacy.consent import services
from privacy.consent.choices import ConsentKind
from privacy.consent.exceptions import StaleNotice
from privacy.consent.forms import ConsentBox
from privacy.consent.models import ConsentEvent
from privacy.consent.questions import Answer, Question
from privacy.policy.notices import NamedRecipient
from privacy.subjects.models import DataSubject
from privacy.subjects.services import create_subject

pytestmark = pytest.mark.django_db
HANBIT = NamedRecipient(uuid.UUID(int=7), "한빛 <b>소프트</b>")


class Form(forms.Form):
    """A form with one consent box, as the portal's forms have them."""

    def __init__(self, question: Question, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["consent"] = ConsentBox(question)


@pytest.fixture
def person() -> DataSubject:
    return create_subject()


def ask(person: DataSubject, activity: str = "membership", recipient: NamedRecipient | None = None) -> Question:
    return services.ask(activity=activity, language="ko", subject_id=person.pk, recipient=recipient)


def ticked(question: Question) -> QueryDict:
    return QueryDict(f"consent={question.token}")


def html(form: Form) -> str:
    return str(form["consent"].as_field_group())


def test_the_box_is_unticked_and_stands_beside_its_points(person: DataSubject) -> None:
    question = ask(person, "provision_companies", HANBIT)
    shown = html(Form(question))
    assert "checked" not in shown
    assert f'value="{question.token}"' in shown
    assert "(필수)" in shown
    for point in question.notice.points:
        assert point.label in shown
        for line in point.lines:
            assert line in unescape(shown)
    assert "<b>소프트" not in shown
    marked = re.findall(r'class="consent-important">\s*<dt>(.*?)</dt>', shown)
    assert marked == [point.label for point in question.notice.points if point.important]
    assert 'aria-describedby="id_consent_notice"' in shown
    assert 'id="id_consent_notice"' in shown


def test_a_ticked_box_is_a_consent(person: DataSubject) -> None:
    question = ask(person)
    form = Form(question, ticked(question))
    assert form.is_valid()
    event = services.answer(subject_id=person.pk, given=form.cleaned_data["consent"])
    assert (event.kind, event.text_id, event.version_id) == (ConsentKind.GIVEN, question.notice.hash, 1)


def test_a_required_box_left_alone_is_an_error_that_the_box_names(person: DataSubject) -> None:
    form = Form(ask(person), QueryDict())
    assert form.has_error("consent", "required")
    assert 'aria-describedby="id_consent_notice id_consent_error"' in html(form)


def test_an_optional_box_left_alone_is_a_refusal(person: DataSubject) -> None:
    form = Form(ask(person, "provision_agency"), QueryDict())
    assert "(선택)" in html(form)
    assert form.is_valid()
    event = services.answer(subject_id=person.pk, given=form.cleaned_data["consent"])
    assert event.kind == ConsentKind.REFUSED


@pytest.mark.parametrize("forged", ["on", "1", "0" * 64 + ".0", "{hash}.7", "{hash}"])
def test_a_forged_tick_is_refused_and_not_kept_ticked(person: DataSubject, forged: str) -> None:
    question = ask(person)
    form = Form(question, QueryDict(f"consent={forged.format(hash=question.notice.hash)}"))
    assert form.has_error("consent", "stale")
    assert "checked" not in html(form)


def test_the_tick_of_another_company_is_refused(person: DataSubject) -> None:
    other = ask(person, "provision_companies", NamedRecipient(uuid.UUID(int=8), HANBIT.name))
    assert Form(ask(person, "provision_companies", HANBIT), ticked(other)).has_error("consent", "stale")


def test_a_replayed_form_is_refused_and_the_ledger_unchanged(person: DataSubject) -> None:
    first = ask(person)
    services.answer(subject_id=person.pk, given=Answer(first, ticked=True))
    services.withdraw(subject_id=person.pk, activity="membership")
    assert Form(ask(person), ticked(first)).has_error("consent", "stale")
    with pytest.raises(StaleNotice):
        services.answer(subject_id=person.pk, given=Answer(first, ticked=True))
    assert ConsentEvent.objects.filter(subject=person).count() == 2


def test_an_error_elsewhere_keeps_the_tick(person: DataSubject) -> None:
    question = ask(person)
    assert "checked" in html(Form(question, ticked(question)))


def test_nothing_is_ticked_beforehand_by_initial(person: DataSubject) -> None:
    form = Form(ask(person))
    form.initial["consent"] = True
    assert "checked" not in html(form)
