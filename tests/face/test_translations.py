"""Korean is complete, and what is compiled is what is written."""

import os
import re
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext, override
from pytest_django import Settings

FILE = Path(settings.BASE_DIR, "impix/locale/ko/LC_MESSAGES/django.po")
CORRECTIONS = Path(settings.BASE_DIR, "impix/locale_corrections/ko/LC_MESSAGES/django.po")
both = pytest.mark.parametrize("file", [FILE, CORRECTIONS], ids=["ours", "corrections"])
HOW = (
    "DJANGO_SETTINGS_MODULE=tests.settings python -m django makemessages -l ko --no-location --no-obsolete --no-wrap "
    "-i '.venv*' -i var -i tests -i staticfiles; translate by docs/glossary.md; python -m django compilemessages"
)
LEFT_OUT = [".venv*", "var", "tests", "staticfiles"]


@both
def test_nothing_is_untranslated_or_doubtful(file: Path) -> None:
    messages = polib.pofile(str(file))
    assert [entry.msgid for entry in messages.untranslated_entries()] == []
    assert [entry.msgid for entry in messages.fuzzy_entries()] == []


@both
def test_placeholders_survive_translation(file: Path) -> None:
    wrong = []
    for entry in polib.pofile(str(file)):
        written = entry.msgstr or entry.msgstr_plural[0]
        if set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", entry.msgid)) != set(
            re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", written)
        ):
            wrong.append(entry.msgid)
    assert wrong == []


@both
def test_what_is_compiled_is_what_is_written(file: Path) -> None:
    written = {entry.msgid_with_context: entry.msgstr or entry.msgstr_plural[0] for entry in polib.pofile(str(file))}
    compiled = polib.mofile(str(file.with_suffix(".mo")))
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
            ignore_patterns=[*LEFT_OUT, "impix/locale*"],
        )  # fmt: skip
    found, known = ({entry.msgid_with_context for entry in polib.pofile(str(path))} for path in (target, FILE))
    assert (found - known, known - found) == (set(), set()), HOW


def test_corrections_reach_django_and_leave_ours_alone() -> None:
    with override("ko"):
        assert gettext("Select %s to view") == "%s 목록"
    ours, corrected = ({entry.msgid for entry in polib.pofile(str(path))} for path in (FILE, CORRECTIONS))
    assert ours & corrected == set(), "one message, one place"
