"""A line is linear however many write to it at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from privacy.clocks import seoul_date
from privacy.consent import services
from privacy.consent.exceptions import NothingToWithdraw, StaleNotice
from privacy.consent.models import ConsentEvent
from privacy.policy.services import notice
from privacy.subjects.models import Processing
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


@pytest.mark.usefixtures("committed_db")
def test_eight_writers_of_every_kind_make_one_line() -> None:
    """Giving, withdrawing and the clock at once: each event fits the one before it, and processing fits the last."""
    subject_id = create_subject().pk
    shown = notice("membership", "ko").hash
    with time_machine.travel(timezone.now() - timedelta(days=3 * 366)):
        old = services.give(subject_id=subject_id, activity="membership", language="ko", shown_hash=shown)
    barrier = Barrier(8)

    def write(writer: int) -> None:
        acts: list[Callable[[], object]] = [
            lambda: services.give(subject_id=subject_id, activity="membership", language="ko", shown_hash=shown),
            lambda: services.withdraw(subject_id=subject_id, activity="membership"),
            lambda: services.expire(event=old),
        ]
        try:
            barrier.wait()
            for turn in range(ROUNDS):
                try:
                    acts[(writer + turn) % len(acts)]()
                except NothingToWithdraw:
                    continue
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    line = list(ConsentEvent.objects.filter(subject=subject_id).order_by("seq"))
    assert [event.seq for event in line] == list(range(1, len(line) + 1))
    kinds = [str(event.kind) for event in line]
    assert kinds.count("expired") <= 1
    held = False
    for event in line[1:]:
        if event.kind in ("withdrawn", "expired"):
            assert held or event.seq == 2, kinds
        else:
            assert event.kind == ("renewed" if held else "given"), kinds
        held = event.kind in ("given", "renewed")
    processing = Processing.objects.get(subject=subject_id)
    assert processing.until is not None
    assert (processing.until >= seoul_date(timezone.now())) == held
