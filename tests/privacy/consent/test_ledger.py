"""The consent ledger: what each word does, and that nothing in it can be changed."""

import uuid
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from privacy.consent import services
from privacy.consent.choices import ConsentKind, ConsentMethod, ConsentSource
from privacy.consent.exceptions import ConsentRefused, NothingToWithdraw, StaleNotice
from privacy.consent.models import ConsentEvent
from privacy.policy.exceptions import ActivityClosed
from privacy.policy.notices import NamedRecipient
from privacy.policy.services import notice
from privacy.subjects.exceptions import NotProcessing
from privacy.subjects.models import DataSubject, Processing
from privacy.subjects.services import create_subject, fence

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
HANBIT = NamedRecipient(uuid.UUID(int=7), "한빛소프트")
DAREUM = NamedRecipient(uuid.UUID(int=8), "다름상사")


@pytest.fixture
def person() -> DataSubject:
    return create_subject()


def give(person: DataSubject, activity: str = "membership", recipient: NamedRecipient | None = None) -> ConsentEvent:
    """Consent to the text of today."""
    return services.give(
        subject_id=person.pk,
        activity=activity,
        language="ko",
        shown_hash=notice(activity, "ko", recipient).hash,
        recipient=recipient,
    )


def until(person: DataSubject, activity: str = "membership") -> date | None:
    return Processing.objects.get(subject=person, activity=activity).until


def test_it_works(person: DataSubject) -> None:
    event = give(person)
    assert (event.seq, event.kind, event.version_id, event.language) == (1, ConsentKind.GIVEN, 1, "ko")
    assert (event.method, event.source) == (ConsentMethod.WEBSITE, ConsentSource.PERSON)
    assert event.text.content == notice("membership", "ko").content()
    assert [held.pk for held in services.current(person.pk)] == [event.pk]
    assert Processing.objects.get(subject=person, activity="membership").basis_event == event.pk


def test_a_consent_holds_three_years_in_seoul_dates(person: DataSubject) -> None:
    # 23:30 on 28 February 2027 in Seoul is still 28 February; in UTC it is the afternoon.
    with time_machine.travel(datetime(2027, 2, 28, 23, 30, tzinfo=SEOUL), tick=False):
        give(person)
        assert until(person) == date(2030, 2, 28)
    with time_machine.travel(datetime(2030, 2, 28, 23, 59, tzinfo=SEOUL), tick=False):
        assert services.is_given(subject_id=person.pk, activity="membership")
    with time_machine.travel(datetime(2030, 3, 1, 0, 0, tzinfo=SEOUL), tick=False):
        assert not services.is_given(subject_id=person.pk, activity="membership")
        assert services.current(person.pk) == []


def test_a_later_consent_renews_and_starts_the_clock_again(person: DataSubject) -> None:
    with time_machine.travel(datetime(2027, 1, 10, tzinfo=SEOUL), tick=False):
        give(person)
    with time_machine.travel(datetime(2028, 1, 10, tzinfo=SEOUL), tick=False):
        event = give(person)
        assert (event.seq, event.kind) == (2, ConsentKind.RENEWED)
        assert until(person) == date(2031, 1, 10)


def test_a_withdrawal_ends_processing_at_once(person: DataSubject) -> None:
    with time_machine.travel(datetime(2027, 1, 10, 12, tzinfo=SEOUL), tick=False):
        give(person)
        event = services.withdraw(subject_id=person.pk, activity="membership")
        assert (event.seq, event.kind) == (2, ConsentKind.WITHDRAWN)
        assert until(person) == date(2027, 1, 9)
        assert not services.is_given(subject_id=person.pk, activity="membership")
        with pytest.raises(NothingToWithdraw):
            services.withdraw(subject_id=person.pk, activity="membership")
    assert ConsentEvent.objects.filter(subject=person).count() == 2


def test_each_company_is_a_line_of_its_own(person: DataSubject) -> None:
    for company in (HANBIT, DAREUM):
        assert give(person, "provision_companies", company).seq == 1
    services.withdraw(subject_id=person.pk, activity="provision_companies", recipient_id=HANBIT.id)
    held = {event.recipient for event in services.current(person.pk)}
    assert held == {DAREUM.id}
    last = until(person, "provision_companies")
    assert last is not None
    assert last > date.today()
    assert not services.is_given(subject_id=person.pk, activity="provision_companies")
    services.withdraw(subject_id=person.pk, activity="provision_companies", recipient_id=DAREUM.id)
    last = until(person, "provision_companies")
    assert last is not None
    assert last < date.today()


def test_a_refusal_is_recorded_and_opens_nothing(person: DataSubject) -> None:
    shown = notice("provision_agency", "en").hash
    event = services.refuse(subject_id=person.pk, activity="provision_agency", language="en", shown_hash=shown)
    assert (event.seq, event.kind) == (1, ConsentKind.REFUSED)
    assert not Processing.objects.filter(subject=person).exists()
    assert services.current(person.pk) == []


def test_a_consent_that_holds_is_not_refused_away(person: DataSubject) -> None:
    give(person)
    with pytest.raises(ConsentRefused):
        services.refuse(
            subject_id=person.pk, activity="membership", language="ko", shown_hash=notice("membership", "ko").hash
        )
    assert services.is_given(subject_id=person.pk, activity="membership")


def test_leaving_withdraws_everything(person: DataSubject) -> None:
    give(person)
    give(person, "job_matching")
    give(person, "provision_companies", HANBIT)
    assert len(services.withdraw_all(subject_id=person.pk)) == 3
    assert services.current(person.pk) == []


def test_the_clock_expires_a_consent_once(person: DataSubject) -> None:
    with time_machine.travel(datetime(2027, 1, 10, tzinfo=SEOUL), tick=False):
        event = give(person)
        with pytest.raises(NothingToWithdraw):
            services.expire(event=event)
    with time_machine.travel(datetime(2030, 1, 11, tzinfo=SEOUL), tick=False):
        expired = services.expire(event=event)
        assert (expired.seq, expired.kind, expired.source) == (2, ConsentKind.EXPIRED, ConsentSource.PORTAL)
        with pytest.raises(NothingToWithdraw):
            services.expire(event=event)


@pytest.mark.parametrize("shown", ["0" * 64, ""])
def test_another_text_than_that_of_today_is_refused(person: DataSubject, shown: str) -> None:
    with pytest.raises(StaleNotice):
        services.give(subject_id=person.pk, activity="membership", language="ko", shown_hash=shown)
    assert not ConsentEvent.objects.filter(subject=person).exists()


def test_the_text_of_another_company_or_language_is_refused(person: DataSubject) -> None:
    for shown in (notice("provision_companies", "ko", DAREUM), notice("provision_companies", "en", HANBIT)):
        with pytest.raises(StaleNotice):
            services.give(
                subject_id=person.pk,
                activity="provision_companies",
                language="ko",
                shown_hash=shown.hash,
                recipient=HANBIT,
            )


def test_who_is_being_destroyed_takes_no_consent(person: DataSubject) -> None:
    give(person)
    fence(subject_ids=[person.pk], activity="membership", batch_id=uuid.uuid4())
    with pytest.raises(NotProcessing):
        give(person)
    assert ConsentEvent.objects.filter(subject=person).count() == 1


def test_an_undisclosed_activity_takes_no_consent(person: DataSubject) -> None:
    with pytest.raises(ActivityClosed):
        services.ask(activity="messages", language="ko", subject_id=person.pk)
    with pytest.raises(ActivityClosed):
        services.give(subject_id=person.pk, activity="messages", language="ko", shown_hash="0" * 64)


def test_the_ledger_cannot_be_changed(person: DataSubject) -> None:
    event = give(person)
    rows = ConsentEvent.objects.filter(pk=event.pk)
    for change in (partial(rows.update, kind=ConsentKind.REFUSED), partial(rows._raw_delete, "default")):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


def test_the_database_refuses_a_second_event_of_one_number(person: DataSubject) -> None:
    event = give(person)
    event.pk = uuid.uuid4()
    with pytest.raises(IntegrityError, match="consent_line_is_linear"), transaction.atomic():
        event.save(force_insert=True)


@pytest.mark.worker_role
def test_the_worker_may_let_a_consent_expire(person: DataSubject) -> None:
    with time_machine.travel(datetime(2027, 1, 10, tzinfo=SEOUL), tick=False):
        event = give(person)
    with time_machine.travel(datetime(2030, 1, 11, tzinfo=SEOUL), tick=False):
        assert services.expire(event=event).kind == ConsentKind.EXPIRED
