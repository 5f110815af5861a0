"""Every page in the browser: language, theme and width pairwise."""

from collections.abc import Callable

import pytest

from tests.browser.inspection import Inspector

# Every pair of (language, theme, width) occurs.
PAIRWISE = [("", "light", 360), ("", "dark", 1280), ("en/", "dark", 360), ("en/", "light", 1280)]
PUBLIC = ["", "nowhere/", "privacy/", "privacy/versions/"]


@pytest.mark.parametrize(("prefix", "theme", "width"), PAIRWISE)
def test_public_pages(inspector: Callable[..., Inspector], prefix: str, theme: str, width: int) -> None:
    window = inspector(width, theme)
    faults = {path: window.faults_of(f"/{prefix}{path}") for path in PUBLIC}
    assert {path: found for path, found in faults.items() if found} == {}


def test_the_inspection_notices(inspector: Callable[..., Inspector]) -> None:
    window = inspector(360)
    window.page.goto("/")
    window.page.evaluate("""document.querySelector("main").innerHTML =
        '<img src="https://elsewhere.example/a.png"><p style="width: 500px">a</p><button></button>'""")
    window.page.evaluate("document.querySelector('main p').style.width = '500px'")
    found = " ".join(window.faults())
    assert "Content Security Policy" in found
    assert "elsewhere.example" in found
    assert "button-name" in found
    assert "image-alt" in found
    assert "too wide" in found
