"""Members for tests, made by the services that the portal itself uses."""

from members.choices import MemberKind
from members.models import Member
from members.services import register_member

PASSWORD = "a fine long sentence to sign in"


def make_member(
    login_id: str, kind: MemberKind = MemberKind.INDIVIDUAL, *, language: str = "ko", email: str | None = None
) -> Member:
    return register_member(
        login_id=login_id, password=PASSWORD, kind=kind, language=language, email=email or f"{login_id}@example.org"
    )
