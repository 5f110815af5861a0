"""What becomes of an answer: a count, and nothing about who gave it."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import F

from privacy.cookies.choices import Answer
from privacy.cookies.models import AnswerCount


@transaction.atomic
def count_answers(*, day: date, answers: Mapping[str, Answer]) -> None:
    """Add one to the day's count of each answer."""
    for category, answer in sorted(answers.items()):
        row, _made = AnswerCount.objects.get_or_create(day=day, category=category, answer=answer)
        AnswerCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
