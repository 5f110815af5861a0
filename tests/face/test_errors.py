"""Error pages: in the portal's face, both languages, saying what to do next, and standing when the rest has fallen."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from impix import errors, urls


def _raises(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


handler400, handler403, handler404, handler500 = (
    urls.handler400, urls.handler403, urls.handler404, urls.handler500,
)  # fmt: skip
_failing = {
    "400": _raises(SuspiciousOperation()),
    "403": _raises(PermissionDenied()),
    "413": _raises(RequestDataTooBig()),
    "429": errors.too_many_requests,
    "500": _raises(ZeroDivisionError()),
    "503": errors.service_unavailable,
}
urlpatterns = [
    *[path(f"{prefix}fails/{code}/", view) for code, view in _failing.items() for prefix in ("", "en/")],
    *urls.urlpatterns,
]

HEADINGS = {
    400: ("요청을 이해하지 못했습니다", "We could not read this request"),
    403: ("이 페이지를 볼 수 없습니다", "This page is not open to you"),
    404: ("페이지를 찾을 수 없습니다", "There is no such page"),
    413: ("보내신 내용이 너무 큽니다", "That is too large"),
    429: ("시도가 너무 많습니다", "Too many attempts"),
    500: ("서버에 문제가 생겼습니다", "Something went wrong on our side"),
    503: ("잠시 점검 중입니다", "We will be back shortly"),
}

pytestmark = pytest.mark.urls("tests.face.test_errors")


@pytest.fixture
def visitor() -> Client:
    """A browser that gets to see what goes wrong. No database: an error page that asks one fails its test."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("status", HEADINGS)
@pytest.mark.parametrize(("prefix", "language"), [("", "ko"), ("en/", "en")])
def test_error_page(visitor: Client, status: int, prefix: str, language: str) -> None:
    response = visitor.get(f"/{prefix}{'nowhere' if status == 404 else f'fails/{status}'}/")
    text = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{HEADINGS[status][language == 'en']}</h1>" in text
    assert f'<html lang="{language}">' in text
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert f'href="{"/en/" if language == "en" else "/"}"' in text, "no way out"
    assert "02-745-8324" in text


def test_a_form_without_token_says_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/en/", {"a": "b"})
    assert response.status_code == 403
    assert b"This form has expired" in response.content


def test_a_foreign_host_gets_our_page(visitor: Client) -> None:
    response = visitor.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "요청을 이해하지 못했습니다" in response.content.decode()
    assert b"evil.example" not in response.content


def test_waiting_is_told_to_machines_too(visitor: Client) -> None:
    assert [visitor.get(f"/fails/{status}/")["Retry-After"] for status in (429, 503)] == ["300", "600"]
