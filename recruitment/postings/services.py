"""Writing, publishing and closing postings."""

from typing import Any
from uuid import UUID

from django.db import transaction

from corporate.models import Company
from recruitment.postings.models import Posting


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
