"""People for the tests of the privacy rooms."""

from privacy.subjects.services import create_subject, open_activity
from tests.sealed_app.models import Person


def make_person(name: str = "홍길동", mobile: str = "010-1234-5678") -> Person:
    """One person with a key of her own."""
    subject = create_subject()
    open_activity(subject_id=subject.pk, activity=Person.activity)
    return Person.objects.create(subject=subject, name=name, mobile=mobile)


def make_people(count: int) -> list[Person]:
    """Several of them."""
    return [make_person(f"홍길동{number}", f"010-0000-{number:04}") for number in range(count)]
