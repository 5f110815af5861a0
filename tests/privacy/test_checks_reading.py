"""The checks of orders, names and desk pages fire on what they are for."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.db import models
from django.test.utils import isolate_apps

from privacy.audit.desk import DeskAdmin, PersonalAdmin
from privacy.checks import desk, reading
from privacy.declarations import NotPersonal, Personal
from privacy.subjects.fields import BlindIndexField, EncryptedTextField
from privacy.subjects.models import PersonalModel
from tests.privacy.declared import declared, ids, person, personal
from tests.sealed_app.models import Letter, Person


@isolate_apps("tests.sealed_app")
@pytest.mark.parametrize("order", [["-name"], ["id", models.F("name").desc()], ["other__name"]])
def test_e010_order_by_a_sealed_value(order: list[Any]) -> None:
    class Ordered(PersonalModel):
        activity = "test-membership"
        name = EncryptedTextField()
        name_index = BlindIndexField("name", normalize=str.strip)
        other = models.ForeignKey("self", null=True, on_delete=models.CASCADE)

        class Meta:
            app_label = "sealed_app"
            ordering = order

    class Latest(Ordered):
        class Meta:
            app_label = "sealed_app"
            ordering = ["id"]
            get_latest_by = "name"

    assert ids(reading.sealed_orders, declared(), Ordered) == ["privacy.E010"]
    assert ids(reading.sealed_orders, declared(), Latest) == ["privacy.E010"]
    assert ids(reading.sealed_orders, declared(), Person) == []


@pytest.mark.parametrize(
    "option",
    [
        {"ordering": ["-region"]},
        {"search_fields": ["^mobile_index"]},
        {"list_filter": [("region", admin.AllValuesFieldListFilter)]},
        {"sortable_by": ["name"]},
    ],
)
def test_e011_telling_look_up(option: dict[str, Any]) -> None:
    site = AdminSite("telling")
    site.register(Person, type("Page", (PersonalAdmin,), option))
    assert ids(desk.telling_look_ups, declared(person())) == ["privacy.E011"]
    site.unregister(Person)
    site.register(Person, PersonalAdmin)
    assert ids(desk.telling_look_ups, declared(person())) == []


def by_method(row: Any) -> str:
    return f"person {row.shown()}"


def by_index(row: Any) -> str:
    return f"person {row.mobile_index}"


def by_relation(row: Any) -> str:
    return f"son of {row.parent.region}"


def by_choice(row: Any) -> str:
    return f"{row.pk} {row.get_region_display()}"


def by_attribute(row: Any) -> str:
    return str(getattr(row, "name"))[:1]  # noqa: B009


def harmless(row: Any) -> str:
    return f"person {str(row.pk)[-8:]} of {row.subject} since {row.subject_id}"


@isolate_apps("tests.sealed_app")
@pytest.mark.parametrize("name", [by_method, by_index, by_relation, by_choice, by_attribute])
def test_e012_personal_name(name: Callable[[Any], str]) -> None:
    class Named(PersonalModel):
        activity = "test-membership"
        name = EncryptedTextField()
        mobile = EncryptedTextField()
        mobile_index = BlindIndexField("mobile", normalize=str.strip)
        region = models.CharField(max_length=9, choices=[("a", "A")])
        parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)

        class Meta:
            app_label = "sealed_app"

        @property
        def first(self) -> str:
            return str(self.name)[:1]

        def shown(self) -> str:
            return self.first

    items = {"name": "name", "mobile": "mobile", "mobile_index": "mobile", "region": "region"}
    registry = declared(personal("Named", items))
    Named.__str__ = name  # type: ignore[method-assign]
    assert ids(reading.personal_names, registry, Named) == ["privacy.E012"]
    Named.__str__ = harmless  # type: ignore[method-assign]
    assert ids(reading.personal_names, registry, Named) == []


@isolate_apps("tests.sealed_app")
def test_e012_name_from_a_base() -> None:
    class Parent(Person):
        class Meta:
            app_label = "sealed_app"

        def __str__(self) -> str:
            return f"parent, {super().__str__()}"

    class Child(Person):
        class Meta:
            app_label = "sealed_app"

        def __str__(self) -> str:
            return f"{super().__str__()} {self.name}"

    assert ids(reading.personal_names, declared(person()), Parent) == []
    assert ids(reading.personal_names, declared(person()), Child) == ["privacy.E012"]


@isolate_apps("tests.sealed_app")
def test_e012_name_that_cannot_be_judged() -> None:
    class Dated(models.Model):
        at = models.DateTimeField()

        class Meta:
            app_label = "sealed_app"

        def __str__(self) -> str:
            return f"{self.at:%Y}"

    assert ids(reading.personal_names, declared(NotPersonal("sealed_app.Dated", "dates")), Dated) == ["privacy.E012"]


def test_e013_page_that_does_not_mask() -> None:
    site = AdminSite("unguarded")
    site.register(Person, DeskAdmin)
    assert ids(desk.unguarded_pages, declared(person())) == ["privacy.E013"]
    site.unregister(Person)
    site.register(Person, PersonalAdmin)
    assert ids(desk.unguarded_pages, declared(person())) == []


def test_e013_inline_of_a_personal_model() -> None:
    class Letters(admin.TabularInline):  # type: ignore[type-arg]
        model = Letter

    site = AdminSite("inline")
    site.register(Person, type("Page", (PersonalAdmin,), {"inlines": [Letters]}))
    letter = Personal("sealed_app.Letter", "test-letters", {"text": "letter"})
    assert ids(desk.unguarded_pages, declared(person(), letter)) == ["privacy.E013"]
