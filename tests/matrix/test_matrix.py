"""Address x method x role: the status of every cell is written down in `cells.txt`; an address without cells fails.

After adding an address, run `IMPIX_WRITE_MATRIX=1 pytest tests/matrix` and read what changed before committing it.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from tests.matrix.roles import METHODS, ROLES, address, member_of, routes, sign_in

CELLS = Path(__file__).with_name("cells.txt")
Cells = dict[tuple[str, str], dict[str, int]]


@pytest.fixture(autouse=True)
def _unprefixed() -> Iterator[None]:
    """Addresses in Korean, whatever language an earlier test's last request left behind."""
    with translation.override("ko"):
        yield


def declared() -> Cells:
    """Cells as written: `METHODS ROUTE STATUS…`, one status per role."""
    cells: Cells = {}
    for line in CELLS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            methods, route, *statuses = line.split()
            for method in methods.split(","):
                cells[route, method] = dict(zip(ROLES, map(int, statuses), strict=True))
    return cells


def found(role: str) -> Iterator[tuple[str, str, int]]:
    """What the portal answers to a role, each time signed in afresh if the last request ended the session."""
    member = member_of(role)
    client = Client(raise_request_exception=False)
    for number, route in enumerate(routes()):
        for method in METHODS:
            if member is not None and "_auth_user_id" not in client.session:
                sign_in(client, member)
            # Limits per address of the visitor are not the subject here.
            visitor = f"10.{number // 250}.{number % 250}.{METHODS.index(method)}"
            response = client.generic(method, address(route), REMOTE_ADDR=visitor, secure=False)
            yield route, method, response.status_code


def write(cells: Cells) -> None:
    """Write the table, methods with the same row on one line."""
    rows: dict[tuple[str, tuple[int, ...]], list[str]] = defaultdict(list)
    for (route, method), statuses in cells.items():
        rows[route, tuple(statuses[role] for role in ROLES)].append(method)
    lines = [f"# METHODS ROUTE {' '.join(ROLES)}"]
    lines += [f"{','.join(methods)} {route} {' '.join(map(str, row))}" for (route, row), methods in rows.items()]
    CELLS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_every_address_is_listed_and_no_other() -> None:
    assert {route for route, _ in declared()} == set(routes())
    assert len(declared()) == len(set(routes())) * len(METHODS)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_cells(role: str) -> None:
    cells = declared() if CELLS.exists() else {}
    answers = {(route, method): status for route, method, status in found(role)}
    if os.environ.get("IMPIX_WRITE_MATRIX"):
        write({cell: {**dict.fromkeys(ROLES, 0), **cells.get(cell, {}), role: answers[cell]} for cell in answers})
        return
    wrong = {cell: (status, cells[cell][role]) for cell, status in answers.items() if status != cells[cell][role]}
    assert wrong == {}, "found, declared"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "NONSENSE"])
def test_no_other_method_is_answered(method: str, client: Client) -> None:
    assert {route for route in routes() if client.generic(method, address(route)).status_code != 405} == set()


def test_no_cell_is_a_server_error() -> None:
    assert [cell for cell, statuses in declared().items() if max(statuses.values()) >= 500] == []


def test_only_members_get_members_pages() -> None:
    """What only the signed-in may see answers nobody else with a page."""
    public = [route for (route, method), row in declared().items() if method == "GET" and row["anonymous"] == 200]
    closed = {route for route in public if route.startswith(("me/", "admin/", "sessions/", "email/", "mfa/"))}
    assert closed == {"mfa/passkeys/login/"}, "only the challenge with which a passkey signs in"


def test_nobody_but_staff_sees_the_desk() -> None:
    outside = ("anonymous", "seeker", "recruiter", "agency", "consignee")
    desk = {cell: row for cell, row in declared().items() if cell[0].startswith("admin/")}
    seen = {cell for cell, row in desk.items() for role in outside if row[role] < 300}
    assert seen <= {("admin/jsi18n/", method) for method in METHODS}
