"""The proof that somebody reads an e-mail address, before anything about them is stored; and that of a former member.

The state lives in the (encrypted) session of the browser that asked, so a code is useless to anybody else; it is the
same whether the address is known or not.
"""

import secrets
import time
from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter

MAX_TRIES = 3
SECONDS_FOR_CODE = 15 * 60
SECONDS_FOR_FORM = 60 * 60
SECONDS_FOR_RETURN = 15 * 60
_ASKED, _PROVEN, _RETURNING = "join_asked", "join_proven", "returning"

Session = MutableMapping[str, Any]


def ask(session: Session, *, email: str, kind: str) -> str:
    """Remember what is to be proven and give the code for it."""
    code: str = get_adapter().generate_email_verification_code()
    session[_ASKED] = {"email": email, "kind": kind, "code": code, "at": time.time(), "tries": 0}
    session.pop(_PROVEN, None)
    return code


def asked(session: Session) -> dict[str, Any] | None:
    """What waits for its code, unless that is too old or was guessed at too often."""
    state: dict[str, Any] | None = session.get(_ASKED)
    if state is None or state["tries"] >= MAX_TRIES or time.time() - state["at"] > SECONDS_FOR_CODE:
        return None
    return state


def answer(session: Session, *, code: str) -> bool:
    """Whether the code is right; a wrong one costs a try."""
    state = asked(session)
    if state is None:
        return False
    if not secrets.compare_digest(_plain(code).encode(), _plain(state["code"]).encode()):
        session[_ASKED] = {**state, "tries": state["tries"] + 1}
        return False
    del session[_ASKED]
    session[_PROVEN] = {"email": state["email"], "at": time.time()}
    return True


def proven(session: Session) -> str | None:
    """The address that this browser has proven within the last hour."""
    state = session.get(_PROVEN)
    if state is None or time.time() - state["at"] > SECONDS_FOR_FORM:
        return None
    return str(state["email"])


def forget(session: Session) -> None:
    """Once joined, or refused for good, the address leaves the session."""
    session.pop(_ASKED, None)
    session.pop(_PROVEN, None)


def note_return(session: Session, *, member_id: UUID) -> None:
    """This browser has signed in, with every step of it, as somebody who has left."""
    session[_RETURNING] = {"member": str(member_id), "at": time.time()}


def returning(session: Session) -> UUID | None:
    """As whom this browser has signed in after leaving, within the last quarter of an hour."""
    state = session.get(_RETURNING)
    if state is None or time.time() - state["at"] > SECONDS_FOR_RETURN:
        return None
    return UUID(state["member"])


def forget_return(session: Session) -> None:
    """Whoever signs in to an account is nobody who returns."""
    session.pop(_RETURNING, None)


def _plain(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())
