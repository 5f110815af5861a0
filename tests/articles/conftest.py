"""A company with a posting, and somebody who applied to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from members.choices import MemberKind
from members.models import Member
from privacy.cookies.table import forget_disclosed
from privacy.policy.announcing import forget_latest
from privacy.subjects.opening import scope
from recruitment.applications.models import Application
from recruitment.postings.models import Posting
from resumes.models import Resume
from tests.people import apply_to, make_company, make_member, make_posting, make_resume


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    """Deleting writes a note; in tests whose transactions are taken back, into a ledger of their own."""
    settings.LEDGER_DIR, settings.FILES_DIR = tmp_path / "ledger", tmp_path / "files"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_latest()
    forget_disclosed()
    yield
    forget_latest()
    forget_disclosed()


@pytest.fixture
def bob(db: None) -> Member:
    return make_member("owner-bob", MemberKind.CORPORATE)


@pytest.fixture
def posting(bob: Member) -> Posting:
    return make_posting(make_company(bob))


@pytest.fixture
def alice(db: None) -> Member:
    """A member with a resume, who has consented to job matching."""
    member = make_member("alice")
    with scope():
        make_resume(member)
    return member


@pytest.fixture
def application(alice: Member, posting: Posting) -> Application:
    """What she sent to the company."""
    with scope():
        return apply_to(posting, Resume.objects.get(subject=alice.subject_id))
