"""What becomes of answers, visits and searches: counts by day, and nothing about who it was (rule 9)."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import F

from privacy.cookies import counters
from privacy.cookies.choices import Answer
from privacy.cookies.models import AnswerCount, SearchTerm, VisitCount


@transaction.atomic
def count_answers(*, day: date, answers: Mapping[str, Answer]) -> None:
    """Add one to the day's count of each answer."""
    for category, answer in sorted(answers.items()):
        row, _made = AnswerCount.objects.get_or_create(day=day, category=category, answer=answer)
        AnswerCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


@transaction.atomic
def fold_statistics(*, day: date) -> None:
    """Make the day's rows what the counters say. Counters that were lost meanwhile take nothing back."""
    visits = {row.service: row for row in VisitCount.objects.filter(day=day)}
    rows = []
    for service, (hits, visitors) in counters.visits(day).items():
        known = visits.get(service, VisitCount(visits=0, visitors=0))
        hits, visitors = max(hits, known.visits), max(visitors, known.visitors)
        rows.append(VisitCount(day=day, service=service, visits=hits, visitors=visitors))
    VisitCount.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day", "service"], update_fields=["visits", "visitors"]
    )
    terms = dict(SearchTerm.objects.filter(day=day).values_list("term", "visitors"))
    SearchTerm.objects.bulk_create(
        [
            SearchTerm(day=day, term=term, visitors=max(visitors, terms.get(term, 0)))
            for term, visitors in counters.terms(day, SearchTerm.FEWEST).items()
        ],
        update_conflicts=True,
        unique_fields=["day", "term"],
        update_fields=["visitors"],
    )
