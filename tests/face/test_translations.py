"""Korean is complete, and what is compiled is what is written."""

import os
import re
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from pytest_django import Settings

FILE = Path(settings.BASE_DIR, "impix/locale/ko/LC_MESSAGES/django.po")
HOW = (
    "DJANGO_SETTINGS_MODULE=tests.settings python -m django makemessages -l ko --no-location --no-obsolete --no-wrap "
    "-i '.venv*' -i var -i tests -i staticfiles; translate by docs/glossary.md; python -m django compilemessages"
)
LEFT_OUT = [".venv*", "var", "tests", "staticfiles"]


def test_nothing_is_untranslated_or_doubtful() -> None:
    messages = polib.pofile(str(FILE))
    assert [entry.msgid for entry in messages.untranslated_entries()] == []
    assert [entry.msgid for entry in messages.fuzzy_entries()] == []


def test_placeholders_survive_translation() -> None:
    wrong = []
    for entry in polib.pofile(str(FILE)):
        written = entry.msgstr or entry.msgstr_plural[0]
        if set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", entry.msgid)) != set(
            re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", written)
        ):
            wrong.append(entry.msgid)
    assert wrong == []


def test_what_is_compiled_is_what_is_written() -> None:
    written = {entry.msgid_with_context: entry.msgstr or entry.msgstr_plural[0] for entry in polib.pofile(str(FILE))}
    compiled = polib.mofile(str(FILE.with_suffix(".mo")))
    assert {
        entry.msgid_with_context: entry.msgstr or entry.msgstr_plural[0] for entry in compiled if entry.msgid
    } == written, HOW


@pytest.mark.skipif(
    not (shutil.which("xgettext") or os.environ.get("CI")),
    reason="gettext is not installed (Debian: apt-get install gettext)",
)
def test_no_message_of_the_source_is_missing(tmp_path: Path, settings: Settings) -> None:
    target = tmp_path / "ko/LC_MESSAGES/django.po"
    target.parent.mkdir(parents=True)
    shutil.copy(FILE, target)
    settings.LOCALE_PATHS = [tmp_path]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(settings.BASE_DIR)
        call_command(
            "makemessages", locale=["ko"], verbosity=0, no_location=True, no_obsolete=True, no_wrap=True,
            ignore_patterns=[*LEFT_OUT, "impix/locale"],
        )  # fmt: skip
    found, known = ({entry.msgid_with_context for entry in polib.pofile(str(path))} for path in (target, FILE))
    assert (found - known, known - found) == (set(), set()), HOW
