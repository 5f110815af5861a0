"""Walking through the pages of joining as a browser does."""

from typing import Any

from django.test import Client

from tests.members.letters import code_in, letters
from tests.members.people import PASSWORD

ITEMS = {
    "name": "김하늘", "nickname": "하늘", "gender": "female", "mobile": "010-1234-5678", "phone": "02-345-6789",
    "region": "1114", "address_line": "월드컵북로 400", "postcode": "03925",
}  # fmt: skip
ACCOUNT = {"login_id": "newcomer", "password1": PASSWORD, "password2": PASSWORD, "language": "ko", "is_14": "on"}
INDIVIDUAL, CORPORATE = "/join/individual/", "/join/corporate/"


def prove(client: Client, email: str = "new@example.org", prefix: str = "") -> None:
    """Walk up to the form."""
    client.post(f"{prefix}/join/email/?kind=individual", {"email": email})
    client.post(f"{prefix}/join/code/", {"code": code_in(letters(email)[-1])})


def ticks(client: Client, path: str) -> dict[str, str]:
    """What the two boxes of the form send when they are ticked."""
    form = client.get(path).context["form"]
    return {name: form.fields[name].widget.token for name in ("terms", "consent")}


def join(client: Client, path: str = INDIVIDUAL, **changes: str) -> Any:
    """Fill in everything, then what is different in this test, and send it."""
    return client.post(path, {**ACCOUNT, **ITEMS, **ticks(client, path), **changes})
