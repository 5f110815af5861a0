"""Writing, publishing and closing postings."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from corporate.models import Company
from members.models import Region
from privacy.clocks import add_days, seoul_date
from privacy.cookies.models import SearchTerm
from recruitment.postings.models import Posting
from resumes.models import Occupation

POPULAR_DAYS, POPULAR_TERMS = 7, 8


@transaction.atomic
def publish_posting(*, posting_id: UUID) -> Posting:
    """Make a draft public. Raises NotPublishable."""
    posting: Posting = Posting.objects.select_for_update(of=("self",)).select_related("company").get(pk=posting_id)
    posting.publish()
    posting.save()
    return posting


@transaction.atomic
def close_posting(*, posting_id: UUID) -> Posting:
    """Take no more applications from this moment."""
    posting: Posting = Posting.objects.select_for_update(of=("self",)).select_related("company").get(pk=posting_id)
    posting.close()
    posting.save()
    return posting


def write_posting(*, company: Company, items: dict[str, Any]) -> Posting:
    """Store a draft."""
    return Posting.objects.create(company=company, **items)


def is_a_word(word: str) -> bool:
    """Whether a word that could be a name is one of ours: an occupation or a place."""
    return (
        Occupation.objects.filter(name_ko__contains=word).exists()
        or Region.objects.filter(name_ko__contains=word).exists()
    )


def popular_searches() -> list[str]:
    """What many people searched for in the last days."""
    return SearchTerm.objects.popular_since(add_days(seoul_date(timezone.now()), -POPULAR_DAYS))[:POPULAR_TERMS]
