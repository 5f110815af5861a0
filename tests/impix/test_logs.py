"""Nothing that a visitor sends, and no value of an exception, reaches the log."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.test import Client

from impix.logs import formatter
from members.models import Member
from tests.members.people import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the handler of settings.LOGGING writes."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def entries(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_logged_by_its_route(log: StringIO, client: Client) -> None:
    client.get("/login/?next=/canary-query/")
    entry = entries(log)[-1]
    assert {key: entry[key] for key in ("event", "route", "method", "status", "logger")} == {
        "event": "request", "route": "account_login", "method": "GET", "status": 200, "logger": "impix.request",
    }  # fmt: skip
    assert entry["request_id"]


def test_canaries_reach_no_log(log: StringIO, client: Client) -> None:
    make_member("seeker1")
    client.raise_request_exception = False
    headers = {"user-agent": "canary-agent", "referer": "http://localhost/canary", "x-forwarded-for": "canary"}
    client.post("/login/?next=/canary/", {"login": "canary-login", "password": "canary-password"}, headers=headers)
    client.get("/canary-path/", headers=headers)
    client.get("/canary-\x00", headers=headers)
    client.get("/login/", headers={"host": "canary.example"})
    client.post("/join/email/", {"email": "canary@example.org"}, headers=headers)
    client.post("/join/code/", {"code": "canary"}, headers=headers)
    client.generic("CANARY", "/login/")
    assert len(entries(log)) >= 7
    assert "canary" not in log.getvalue().lower()


def test_an_exception_is_logged_without_what_it_says(log: StringIO) -> None:
    make_member("canary-id")
    subject = make_member("other").subject
    try:
        with transaction.atomic():
            Member.objects.create_user("canary-id", "canary", subject=subject)
    except IntegrityError:
        structlog.get_logger("test").exception("it_failed", member="m1")
        logging.getLogger("package").exception("could not save %s", "canary-argument")
    ours, theirs = entries(log)[-2:]
    for entry in (ours, theirs):
        assert entry["exception"] == ["django.db.utils.IntegrityError", "psycopg.errors.UniqueViolation"]
        assert entry["constraint"].startswith("members_member_")
        assert any("test_logs.py" in frame for frame in entry["frames"])
    assert (ours["event"], theirs["event"]) == ("it_failed", "could not save %s")
    assert "canary" not in log.getvalue()


def test_a_ready_made_message_is_replaced_by_its_place(log: StringIO) -> None:
    logging.getLogger("package").warning(f"canary {1 + 1}")
    assert entries(log)[-1]["event"] == "test_logs.test_a_ready_made_message_is_replaced_by_its_place"
