"""The desk's pictures of the daily counts, drawn by the server; every figure also stands in a table beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from privacy.cookies.choices import Answer
from privacy.cookies.models import AnswerCount, SearchTerm, VisitCount
from privacy.policy.choices import CookieCategory
from privacy.registry import registry

WIDTH, HEIGHT, GAP = 360, 72, 2


@dataclass(frozen=True)
class Bar:
    """One day. `x`, `y`, `width`, `height`: where it stands in the picture."""

    day: date
    count: int
    visitors: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Chart:
    """The visits of one service."""

    title: str
    bars: tuple[Bar, ...]
    total: int
    most: int


@dataclass(frozen=True)
class Share:
    """What visitors answered about one category; `percent`: how many of the answers allowed it."""

    title: str
    allowed: int
    refused: int
    withdrawn: int
    percent: int


def visits(first: date, last: date, language: str) -> list[Chart]:
    """One chart for every service that was visited, all on the same scale."""
    found: dict[str, dict[date, VisitCount]] = {}
    for row in VisitCount.objects.filter(day__range=(first, last)).order_by("day", "service"):
        found.setdefault(row.service, {})[row.day] = row
    most = max((row.visits for rows in found.values() for row in rows.values()), default=0)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    titles = {s.code: s.title_ko if language == "ko" else s.title_en for s in registry().services()}
    return [
        Chart(titles[code], _bars(found[code], days, most), sum(row.visits for row in found[code].values()), most)
        for code in titles
        if code in found
    ]


def answers(first: date, last: date) -> list[Share]:
    """By category, how the question was answered."""
    rows = AnswerCount.objects.filter(day__range=(first, last)).values("category", "answer").annotate(sum=Sum("count"))
    counts = {(row["category"], row["answer"]): row["sum"] for row in rows.order_by("category", "answer")}
    shares = []
    for category in CookieCategory:
        allowed, refused, withdrawn = (counts.get((category.value, answer.value), 0) for answer in Answer)
        if total := allowed + refused + withdrawn:
            shares.append(Share(str(category.label), allowed, refused, withdrawn, round(100 * allowed / total)))
    return shares


def terms(first: date, last: date) -> list[SearchTerm]:
    """The popular terms, day by day, those of the last day first."""
    return list(SearchTerm.objects.filter(day__range=(first, last)).order_by("-day", "-visitors", "term")[:100])


def _bars(rows: Mapping[date, VisitCount], days: list[date], most: int) -> tuple[Bar, ...]:
    step = WIDTH // len(days)
    bars = []
    for number, day in enumerate(days):
        row = rows.get(day)
        count, visitors = (row.visits, row.visitors) if row else (0, 0)
        height = -(-HEIGHT * count // most) if most else 0
        bars.append(Bar(day, count, visitors, number * step, HEIGHT - height, step - GAP, height))
    return tuple(bars)
