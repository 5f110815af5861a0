"""The one door: nothing opens before a disclosure, beyond its items, or after its scope."""

import pytest

from privacy.subjects import opening, services
from privacy.subjects.exceptions import NotDisclosed
from tests.sealed_app.models import Person

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    subject = services.create_subject()
    services.open_activity(subject_id=subject.pk, activity="test-membership")
    with opening.scope():
        person = Person(subject=subject, name="홍길동", mobile="010-1234-5678", extra={"a": 1})
        assert person.name == "홍길동"  # Her own value, not saved yet.
        person.save()
        with pytest.raises(NotDisclosed):
            _ = person.name
        found = Person.objects.get(mobile_index="+82 10 1234 5678")
        opening.open_rows([found], {"name"})
        assert found.name == "홍길동"
        with pytest.raises(NotDisclosed):
            _ = found.mobile
    with pytest.raises(NotDisclosed):
        _ = found.name
