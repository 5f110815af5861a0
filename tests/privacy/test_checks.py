"""Every system check fires on what it is for, and the project itself is clean."""

# ruff: noqa: DJ008

import pytest
from django.core.checks.registry import registry as all_checks
from django.db import connections, models
from django.test.utils import CaptureQueriesContext, isolate_apps

from members.models import Member
from privacy import checks
from privacy.checks import coverage, shape
from privacy.declarations import Declaration, NotPersonal, Personal
from privacy.registry import DeclarationError
from privacy.subjects.fields import EncryptedTextField
from privacy.subjects.models import DataSubject
from tests.privacy.declared import PERSON, declared, ids, person, personal
from tests.sealed_app.models import Letter, Person


@pytest.mark.django_db
def test_the_project_is_clean_and_no_check_asks_a_database() -> None:
    with CaptureQueriesContext(connections["default"]) as queries:
        assert checks.check_declarations() == []
    assert len(queries) == 0
    assert checks.check_declarations in all_checks.get_checks(), "`manage.py check` runs it"


def test_every_check_has_its_own_id() -> None:
    source = " ".join(check.__doc__.split(":")[0] for check in checks.CHECKS if check.__doc__)
    assert sorted(source.split()) == [f"E{n:03}" for n in range(1, 15) if n != 8]


def test_e001_undeclared_model() -> None:
    assert ids(coverage.undeclared_models, declared(), Person) == ["privacy.E001"]
    assert ids(coverage.undeclared_models, declared(person()), Person) == []


@isolate_apps("tests.sealed_app")
def test_e001_sees_tables_that_django_makes() -> None:
    class Tag(models.Model):
        class Meta:
            app_label = "sealed_app"

    class Tagged(models.Model):
        tags = models.ManyToManyField(Tag)

        class Meta:
            app_label = "sealed_app"

    registry = declared(NotPersonal("sealed_app.Tag", "tags"), NotPersonal("sealed_app.Tagged", "tags"))
    found = [*Tagged._meta.apps.get_models(include_auto_created=True)]
    assert ids(coverage.undeclared_models, registry, *found) == ["privacy.E001"]


def test_e002_undeclared_field() -> None:
    rest = {name: item for name, item in PERSON.items() if name != "mobile"}
    assert ids(coverage.undeclared_fields, declared(person(items=rest)), Person) == ["privacy.E002"]
    assert ids(coverage.undeclared_fields, declared(person()), Person) == []


def test_e003_declared_model_or_field_gone() -> None:
    registry = declared(person(plain=("id", "subject", "fax")))
    assert ids(coverage.gone, registry, Person) == ["privacy.E003"]
    assert ids(coverage.gone, registry) == ["privacy.E003"]
    assert ids(coverage.gone, declared(person()), Person) == []


@pytest.mark.parametrize("path", ["name", "nobody", "subject__id", "subject__processings"])
def test_e004_subject_path(path: str) -> None:
    assert ids(shape.broken_subject_paths, declared(person(subject=path)), Person) == ["privacy.E004"]


def test_e004_accepts_a_path_over_relations() -> None:
    letter = Personal("sealed_app.Letter", "test-letters", {}, subject="person__subject")
    assert ids(shape.broken_subject_paths, declared(letter, person()), Letter, Person) == []


@isolate_apps("tests.sealed_app")
def test_e005_file_that_nobody_disposes_of() -> None:
    class Scan(models.Model):
        file = models.FileField()

        class Meta:
            app_label = "sealed_app"

    assert ids(shape.undisposed_files, declared(personal("Scan", {"file": "scan"})), Scan) == ["privacy.E005"]
    disposed = personal("Scan", {"file": "scan"}, dispose="os.remove")
    assert ids(shape.undisposed_files, declared(disposed), Scan) == []
    sealed = Personal("sealed_app.Letter", "test-letters", {"scan": "scan"})
    assert ids(shape.undisposed_files, declared(sealed), Letter) == []


@isolate_apps("tests.sealed_app")
def test_e006_foreign_key_that_would_block_destruction() -> None:
    class Statistic(models.Model):
        person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "sealed_app"

    class Review(models.Model):
        subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
        by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "sealed_app"

    member = Personal("members.Member", "test-membership", {})
    counted = declared(person(), NotPersonal("sealed_app.Statistic", "counts"))
    assert ids(shape.blocking_foreign_keys, counted, Statistic) == ["privacy.E006"]
    reviewed = declared(member, personal("Review", {}))
    assert ids(shape.blocking_foreign_keys, reviewed, Review) == ["privacy.E006"]
    own = declared(member, personal("Review", {}, subject="by__subject"))
    assert ids(shape.blocking_foreign_keys, own, Review) == []


def test_e007_app_without_declarations(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ids(coverage.apps_without_declarations, declared(), Person) == []
    monkeypatch.setattr(coverage, "find_spec", lambda name: None)
    assert ids(coverage.apps_without_declarations, declared(), Person) == ["privacy.E007"]


@pytest.mark.parametrize(
    "declarations",
    [(person(), person()), (person(activity="nobody-declared-this"),)],
    ids=["declared twice", "unknown activity"],
)
def test_e008_contradiction(declarations: tuple[Declaration, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DeclarationError):
        declared(*declarations)
    monkeypatch.setattr(checks, "registry", lambda: declared(*declarations))
    assert [message.id for message in checks.check_declarations()] == ["privacy.E008"]


@isolate_apps("tests.sealed_app")
def test_e009_encrypted_fields_outside_a_personal_model() -> None:
    class Loose(models.Model):
        note = EncryptedTextField()

        class Meta:
            app_label = "sealed_app"

    assert ids(shape.misplaced_encryption, declared(personal("Loose", {"note": "note"})), Loose) == ["privacy.E009"]


def test_e009_personal_model_declared_otherwise() -> None:
    hidden = declared(NotPersonal("sealed_app.Person", "says who"))
    assert ids(shape.misplaced_encryption, hidden, Person) == ["privacy.E009"]
    assert ids(shape.misplaced_encryption, declared(person(activity="test-letters")), Person) == ["privacy.E009"]
    assert ids(shape.misplaced_encryption, declared(person()), Person) == []
    plain = declared(person(plain=("id", "subject", "name")))
    assert ids(shape.misplaced_encryption, plain, Person) == ["privacy.E009"]


@pytest.mark.parametrize("path", ["os.nobody", "nobody.here"])
def test_e014_callable_that_does_not_exist(path: str) -> None:
    assert ids(coverage.missing_callables, declared(person(close=path))) == ["privacy.E014"]
    assert ids(coverage.missing_callables, declared(person(export="os.getcwd"))) == []
