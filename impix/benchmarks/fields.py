"""`benchmark fields`: sealed values beside plain ones, one key for everybody, and django-fernet-encrypted-fields.

Batches and pages of the variants take turns, so that the noise of the machine meets all of them; ratios are medians of
what ran side by side.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from time import perf_counter
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, connections, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from impix.benchmarks.models import COLUMNS, FernetRow, PlainRow, SealedRow, SharedKeyRow
from impix.benchmarks.report import Result, Target, middle, p95, paired
from impix.stores import signed_in_as_owner
from privacy.audit.actors import Actor, ActorKind
from privacy.audit.services import disclose
from privacy.subjects import opening
from privacy.subjects.models import DataSubject, Processing
from privacy.vault.services import make_keys

DEFAULT_ROWS = 20_000
PAGE = 50
BATCH = 1_000
REPEATS = 3
MODELS = (PlainRow, SharedKeyRow, FernetRow, SealedRow)
PLAIN, SHARED, FERNET, SEALED = (model.__name__ for model in MODELS)
TARGETS = (
    Target("vault queries a page", "vault queries for a page of 50", at_most=1, at_least=1),
    Target("write", "write, times plain", at_most=2.2),
    Target("page", "read pages of 50, times plain", at_most=2.6),
    Target("page, logged", "the same with its 50 access rows committed before, times plain", at_most=2.6),
    Target("bulk", "cold bulk read, one row a subject, times plain", at_most=4),
    Target("value, cold keys", "overhead of a value with cold keys, times Fernet's", at_most=0.5),
    Target("value, keys loaded", "overhead of a value with keys loaded, times Fernet's", at_most=0.25),
)
# A plain page commits nothing; a disclosed one writes fifty access rows and waits for the disk. Cold keys cost a page a
# round trip to the vault. And each reading of a value asks whether it is disclosed: see docs/performance.md.
EXPECTED_LOSSES = ("page, logged", "value, cold keys", "value, keys loaded")
ACTOR = Actor(ActorKind.SYSTEM)

Samples = dict[str, list[float]]


def run(rows: int, say: Callable[[str], object]) -> Result:
    """Write `rows` rows a variant, one for each subject, and read them by page and in bulk."""
    say(f"Making {rows:,} subjects with their keys …")
    subjects, key_making = _make_subjects(rows)
    say("Writing …")
    writes = _write(subjects)
    with signed_in_as_owner(["default"]), connection.cursor() as cursor:
        for model in MODELS:
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
    say("Reading pages …")
    pages = _read_pages(rows)
    say("Reading in bulk …")
    bulk = _read_bulk()
    return _result(rows, key_making, writes, pages, bulk)


def _make_subjects(rows: int) -> tuple[list[UUID], list[float]]:
    with signed_in_as_owner():
        for alias, found in (("default", [*MODELS, Processing, DataSubject]), ("vault", [])):
            with connections[alias].cursor() as cursor:
                tables = [model._meta.db_table for model in found] or ["privacy_vault_datakey"]
                cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    subjects = [subject.pk for subject in DataSubject.objects.bulk_create(DataSubject() for _ in range(rows))]
    now = timezone.now()
    Processing.objects.bulk_create(
        Processing(subject_id=subject, activity=SealedRow.activity, since=now) for subject in subjects
    )
    times = []
    for batch in _batches(subjects):
        began = perf_counter()
        make_keys(subject_ids=batch, activity=SealedRow.activity)
        times.append(perf_counter() - began)
    return subjects, times


def _values(number: int) -> dict[str, str]:
    """Invented values of 10 to 90 characters, half of them Hangul."""
    text = f"{number:07d} 서울특별시 중구 세종대로 110, IMPIX portal benchmark 한글과 라틴 문자를 섞은 값 " * 2
    return {column: text[: 10 + (number * 7 + place * 20) % 81] for place, column in enumerate(COLUMNS)}


def _write(subjects: Sequence[UUID]) -> Samples:
    times: Samples = defaultdict(list)
    number = 0
    for turn, batch in enumerate(_batches(subjects)):
        numbers = range(number, number + len(batch))
        number += len(batch)
        for model in _in_turn(turn):
            values = [(subject, _values(each)) for subject, each in zip(batch, numbers, strict=True)]
            with opening.scope():
                began = perf_counter()
                model.objects.bulk_create(model(subject_id=subject, **each) for subject, each in values)
                times[model.__name__].append(perf_counter() - began)
    return times


def _read_pages(rows: int) -> Samples:
    """Each page in its own scope, as in a request: keys are cold unless the name says otherwise."""
    times: Samples = defaultdict(list)
    last: dict[type, UUID] = dict.fromkeys(MODELS, UUID(int=0))
    for turn in range(rows // PAGE):
        for model in _in_turn(turn):
            page = model.objects.filter(pk__gt=last[model]).order_by("pk")[:PAGE]
            with opening.scope():
                times[model.__name__].append(_timed(lambda page=page: _page(page)))  # type: ignore[misc]
            found = list(page)
            last[model] = found[-1].pk
            if model is SealedRow:
                with opening.scope():
                    opening.open_rows(found)
                    times["keys loaded"].append(_timed(lambda page=page: _page(page)))  # type: ignore[misc]
                with opening.scope():
                    times["disclosed"].append(_timed(lambda page=page: _disclosed_page(page)))  # type: ignore[misc]
    return times


def _page(queryset: Any) -> list[Any]:
    rows = list(queryset.all())
    if queryset.model is SealedRow:
        opening.open_rows(rows)
    return _read(rows)


def _disclosed_page(queryset: Any) -> list[Any]:
    return _read(disclose(queryset.all(), to=ACTOR, reason="benchmark"))


def _read(rows: Sequence[Any]) -> list[Any]:
    return [(row.name, row.mobile, row.address, row.school, row.note) for row in rows]


def _read_bulk() -> Samples:
    times: Samples = defaultdict(list)
    for turn in range(REPEATS):
        for model in _in_turn(turn):
            gc.collect()
            with opening.scope():
                times[model.__name__].append(_timed(lambda model=model: _page(model.objects.all())))  # type: ignore[misc]
    return times


def _vault_queries() -> int:
    with opening.scope(), CaptureQueriesContext(connections["vault"]) as captured:
        _disclosed_page(SealedRow.objects.order_by("pk")[:PAGE])
    return len(captured)


def _opening_limit() -> float:
    """What the cipher alone takes for a value of 50 bytes, in microseconds: nothing in Python can be faster."""
    cipher, nonce = AESGCM(bytes(32)), bytes(12)
    sealed = cipher.encrypt(nonce, bytes(50), b"x" * 60)
    return _timed(lambda: [cipher.decrypt(nonce, sealed, b"x" * 60) for _ in range(20_000)]) / 20_000 * 1e6


def _result(rows: int, key_making: list[float], writes: Samples, pages: Samples, bulk: Samples) -> Result:
    def figures(name: str) -> dict[str, float]:
        return {
            "write, us a row": sum(writes[name]) / rows * 1e6,
            "page of 50, ms": middle(pages[name]) * 1e3,
            "page of 50, p95 ms": p95(pages[name]) * 1e3,
            "bulk read, us a row": middle(bulk[name]) / rows * 1e6,
        }

    only_ours = {
        "page of 50, keys loaded, ms": middle(pages["keys loaded"]) * 1e3,
        "page of 50, disclosed and logged, ms": middle(pages["disclosed"]) * 1e3,
        "making a key, us": sum(key_making) / rows * 1e6,
    }
    return Result(
        name="fields",
        rows=rows,
        ours=figures(SEALED) | only_ours,
        alternatives={"plain": figures(PLAIN), "one key for all": figures(SHARED), "Fernet fields": figures(FERNET)},
        limit={"opening a value by AES-GCM alone, us": _opening_limit()},
        ratios=_ratios(key_making, writes, pages, bulk),
        targets=TARGETS,
        expected_losses=EXPECTED_LOSSES,
    )


def _ratios(key_making: list[float], writes: Samples, pages: Samples, bulk: Samples) -> dict[str, float]:
    extra = {name: _extra(pages[name], pages[PLAIN]) for name in (SEALED, FERNET, "keys loaded")}
    with_keys = [write + keys for write, keys in zip(writes[SEALED], key_making, strict=True)]
    return {
        "vault queries a page": _vault_queries(),
        "write": paired(writes[SEALED], writes[PLAIN]),
        "page": paired(pages[SEALED], pages[PLAIN]),
        "page, logged": paired(pages["disclosed"], pages[PLAIN]),
        "bulk": paired(bulk[SEALED], bulk[PLAIN]),
        "value, cold keys": extra[SEALED] / extra[FERNET],
        "value, keys loaded": extra["keys loaded"] / extra[FERNET],
        "page with its log rows, times Fernet": paired(pages["disclosed"], pages[FERNET]),
        "write, times Fernet": paired(writes[SEALED], writes[FERNET]),
        "write with new keys, times plain": paired(with_keys, writes[PLAIN]),
    }


def _extra(ours: Sequence[float], plain: Sequence[float]) -> float:
    return middle([our - their for our, their in zip(ours, plain, strict=True)])


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _in_turn(turn: int) -> list[Any]:
    """The variants, each first as often as any other."""
    start = turn % len(MODELS)
    found: list[type[models.Model]] = [*MODELS[start:], *MODELS[:start]]
    return found


def _batches(subjects: Sequence[UUID]) -> Iterator[list[UUID]]:
    rest = iter(subjects)
    while batch := list(islice(rest, BATCH)):
        yield batch
