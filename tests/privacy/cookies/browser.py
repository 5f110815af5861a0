"""What a browser does with the question about cookies."""

from typing import Any

from django.test import Client

from privacy.cookies.table import optional_categories

PAGE = "/privacy/cookies/"


def shown(*codes: str) -> str:
    """The marks on a page that asks about these categories, or about all."""
    categories = [category for category in optional_categories() if not codes or category.code in codes]
    return " ".join(mark for category in categories for mark in category.marks.values())


def answer(client: Client, press: str, **fields: Any) -> Any:
    """Press a button of the question."""
    return client.post(PAGE, {"press": press, "shown": shown(), **fields})


def kept(client: Client) -> set[str]:
    """The cookies that the browser holds now."""
    return {name for name, morsel in client.cookies.items() if morsel["max-age"] != 0}
