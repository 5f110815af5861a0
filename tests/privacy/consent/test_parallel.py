"""A line is linear however many write to it at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from privacy.consent import services
from privacy.consent.exceptions import NothingToWithdraw, StaleNotice
from privacy.consent.models import ConsentEvent
from privacy.policy.services import notice
from privacy.subjects.services import create_subject

WRITERS, ROUNDS = 6, 3


@pytest.mark.usefixtures("committed_db")
def test_parallel_writers_make_one_line() -> None:
    subject_id = create_subject().pk
    shown = notice("membership", "ko").hash

    def write(writer: int) -> None:
        try:
            for _ in range(ROUNDS):
                services.give(subject_id=subject_id, activity="membership", language="ko", shown_hash=shown)
                try:
                    services.withdraw(subject_id=subject_id, activity="membership")
                except NothingToWithdraw:
                    continue
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    line = list(ConsentEvent.objects.filter(subject=subject_id).order_by("seq"))
    assert [event.seq for event in line] == list(range(1, len(line) + 1))
    assert len(line) > WRITERS * ROUNDS
    state = False
    for event in line:
        # Each event fits the one before it: nobody spoke without having read the last word.
        assert event.kind == ("withdrawn" if event.kind == "withdrawn" else "renewed" if state else "given")
        assert state or event.kind != "withdrawn"
        state = event.kind != "withdrawn"


@pytest.mark.usefixtures("committed_db")
def test_a_form_sent_twice_at_once_counts_once() -> None:
    subject_id = create_subject().pk
    shown = notice("membership", "ko").hash

    def send(_: int) -> bool:
        try:
            services.give(subject_id=subject_id, activity="membership", language="ko", shown_hash=shown, after_seq=0)
        except StaleNotice:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        assert sum(pool.map(send, range(WRITERS))) == 1
    assert ConsentEvent.objects.filter(subject=subject_id).count() == 1
