"""The demo accounts of an embedded portal: made by the services that people use, with IDs that never change."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import time
from uuid import NAMESPACE_URL, UUID, uuid5

import environ
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.db import transaction

from impix import demo_world
from impix.embedded import environment, layout, secrets
from impix.officer import ensure_officer_group
from impix.stores import signed_in
from members.adapters import MFAAdapter
from members.choices import MemberKind
from members.models import Member
from members.services import MEMBERSHIP, Joining, register_member
from members.terms import terms_for
from privacy.consent import services as consents
from privacy.consent.questions import Answer
from privacy.destruction.models import DestructionPlan
from privacy.destruction.services import draft_plan

TOTP_PERIOD = 30


class NotHere(Exception):
    """Demo accounts exist in embedded mode only, and only among themselves."""


@dataclass(frozen=True)
class DemoAccount:
    """One of them."""

    login_id: str
    kind: MemberKind

    @property
    def id(self) -> UUID:
        """The same in every database."""
        return uuid5(NAMESPACE_URL, f"https://impix.localhost/demo/{self.login_id}")

    @property
    def password(self) -> str:
        """Made once per clone."""
        return secrets.text_secret(layout.PORTAL.secrets, f"demo-{self.login_id}")

    @property
    def needs_code(self) -> bool:
        """Whether signing in asks for a code from an authenticator app."""
        return self.kind == MemberKind.STAFF


PROFILES = {
    "seeker": {
        "name": "이서연", "gender": "female", "nickname": "서연", "mobile": "010-2345-6789", "phone": "02-312-6789",
        "region_code": "1114", "address_line": "월드컵북로 400", "postcode": "03925",
    },
    "recruiter": {
        "name": "박지훈", "gender": "male", "nickname": "한빛채용", "mobile": "010-8765-4321", "phone": "02-721-4321",
        "region_code": "1101", "address_line": "세종대로 110", "postcode": "04524",
    },
}  # fmt: skip
ACCOUNTS = (
    DemoAccount("seeker", MemberKind.INDIVIDUAL),
    DemoAccount("recruiter", MemberKind.CORPORATE),
    DemoAccount("officer", MemberKind.STAFF),
    DemoAccount("officer2", MemberKind.STAFF),
)


def is_complete() -> bool:
    """Whether the last thing that seeding makes is there; what was interrupted goes on."""
    return DestructionPlan.objects.exists()


def seed(*, accounts_only: bool = False) -> None:
    """Make what is missing. Raises NotHere outside embedded mode, or where somebody else has joined already."""
    _only_embedded()
    missing = [account for account in ACCOUNTS if not Member.objects.filter(pk=account.id).exists()]
    ours = {account.id for account in ACCOUNTS} | demo_world.everybody()
    if missing and Member.objects.exclude(pk__in=ours).exists():
        raise NotHere("Somebody who is no demo account has joined here: demo accounts are not added.")
    for account in missing:
        _make(account)
    if not accounts_only and not is_complete():
        demo_world.seed_world(seeker=ACCOUNTS[0].id, recruiter=ACCOUNTS[1].id)
        _propose_destruction()


def _propose_destruction() -> None:
    """Draft, as the nightly job does and with its rights, the plan about those who have left; the officer decides."""
    worker = environ.Env.db_url_config(environment.variables(layout.PORTAL, environment.WORKER)["DATABASE_URL"])
    with signed_in({"default": {"USER": worker["USER"], "PASSWORD": worker["PASSWORD"]}}):
        draft_plan()


def lines() -> Iterator[str]:
    """What to print: login ID, password, and how to get the code."""
    width = max(len(account.login_id) for account in ACCOUNTS)
    for account in ACCOUNTS:
        code = f"   code: python3 manage.py demo_code {account.login_id}" if account.needs_code else ""
        yield f"{account.login_id:<{width}}  {account.password}{code}"


def current_code(login_id: str) -> str:
    """What the authenticator app of a demo account shows now. Raises NotHere when there is no such account or app."""
    _only_embedded()
    demo = {account.login_id: account.id for account in ACCOUNTS}
    device = Authenticator.objects.filter(user_id=demo.get(login_id), type=Authenticator.Type.TOTP).first()
    if device is None:
        raise NotHere(f"{login_id} is no demo account with an authenticator app.")
    secret = MFAAdapter().decrypt(device.data["secret"])
    return str(format_hotp_value(hotp_value(secret, int(time()) // TOTP_PERIOD)))


def _only_embedded() -> None:
    if not settings.EMBEDDED:
        raise NotHere("Demo accounts exist in embedded mode only.")


def _joining(account: DemoAccount) -> Joining | None:
    """Members join as everybody does; who works here has no profile."""
    if account.login_id not in PROFILES:
        return None
    consent = Answer(consents.ask(activity=MEMBERSHIP, language="ko"), ticked=True)
    return Joining(PROFILES[account.login_id], consent, terms_for(account.kind))


@transaction.atomic
def _make(account: DemoAccount) -> None:
    member = register_member(
        login_id=account.login_id, password=account.password, kind=account.kind, language="ko",
        email=f"{account.login_id}@impix.localhost", member_id=account.id,
        joining=_joining(account),
    )  # fmt: skip
    if account.needs_code:
        member.groups.add(ensure_officer_group())
        TOTP.activate(member, generate_totp_secret())
        RecoveryCodes.activate(member)
