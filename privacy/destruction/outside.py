"""What lies outside the tables: sealed files, and what only the declaring apps know how to find."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from privacy.destruction.extent import Subjects
from privacy.registry import registry


def dispose(subjects: Subjects) -> None:
    """Call the `dispose` of every declaration: `dispose(subject_ids=…)` removes what its rows have outside of them.

    It is called before and after the rows are deleted, and again after a crash, so it must bear repetition.
    """
    for declaration in registry().personal():
        if declaration.dispose and (subject_ids := subjects.get(declaration.activity)):
            import_string(declaration.dispose)(subject_ids=list(subject_ids))


def delete_files(subjects: Subjects) -> int:
    """Delete the sealed files of these subjects and activities, half-written ones too; how many there were."""
    count = 0
    for folder in _folders(subjects):
        count += sum(1 for _ in folder.iterdir())
        shutil.rmtree(folder)
    return count


def count_files(subjects: Subjects) -> int:
    """How many files there are under these subjects and activities."""
    return sum(1 for folder in _folders(subjects) for _ in folder.iterdir())


def _folders(subjects: Subjects) -> Iterator[Path]:
    for activity, subject_ids in subjects.items():
        for subject_id in subject_ids:
            folder = Path(settings.FILES_DIR) / activity / str(subject_id)
            if folder.is_dir():
                yield folder
