"""What a newcomer could break: labels, declarations of fields, and who may open rows."""

import ast
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.test.utils import isolate_apps

from privacy.subjects.fields import BlindIndexField, EncryptedTextField, SealedField
from privacy.subjects.models import PersonalModel
from privacy.subjects.normalise import name
from tests.sealed_app.models import Person

ROOT = Path(__file__).parents[3]


def labels(state_apps: Any) -> dict[str, str]:
    """Column of every sealed field and blind index -> the label that its values carry."""
    return {
        f"{model._meta.db_table}.{field.column}": field.label
        for model in state_apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField | BlindIndexField)
    }


def test_no_migration_ever_changes_a_label() -> None:
    """Under another label no stored value opens: a renamed field keeps its old one as `sealed_as`."""
    loader = MigrationLoader(None)
    first: dict[str, str] = {}
    for node in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        now = labels(loader.project_state([node]).apps)
        changed = {column for column, label in now.items() if first.setdefault(column, label) != label}
        assert not changed, f"{node}: {changed}"
    assert first == labels(apps)
    assert len(set(first.values())) == len(first)


def test_a_rename_shows_up_in_the_next_migration() -> None:
    kwargs = Person._meta.get_field("name").deconstruct()[3]
    assert kwargs["sealed_as"] == "sealed_app.person.name"
    assert "serialize" not in kwargs


@isolate_apps("tests.sealed_app")
def test_labels_of_inherited_and_frozen_fields() -> None:
    class Base(PersonalModel):
        note = EncryptedTextField()
        old = EncryptedTextField(sealed_as="sealed_app.ancient.old")

        class Meta(PersonalModel.Meta):
            abstract = True
            app_label = "sealed_app"

    class One(Base):
        activity = "test-membership"

        class Meta(Base.Meta):
            abstract = False

    assert One._meta.get_field("note").label == "sealed_app.one.note"
    assert One._meta.get_field("old").label == "sealed_app.ancient.old"
    assert One._meta.base_manager_name == "objects"


@isolate_apps("tests.sealed_app")
def test_checks() -> None:
    class Nameless(PersonalModel):
        note = EncryptedTextField()
        region = models.CharField(max_length=9)
        note_index = BlindIndexField("nothing", normalize=name)
        region_index = BlindIndexField("region", normalize=name)

        class Meta:
            app_label = "sealed_app"

    assert [error.id for error in Nameless.check() if str(error.id).startswith("privacy_subjects")] == [
        "privacy_subjects.E001",
        "privacy_subjects.E002",
        "privacy_subjects.E002",
    ]


def test_only_the_access_log_opens_rows_of_others() -> None:
    callers = set()
    for path in ROOT.glob("[a-z]*/**/*.py"):
        place = path.relative_to(ROOT)
        if place.parts[0] in {"var", "tests"} or place.parts[:2] == ("privacy", "subjects"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        if "open_rows" in names:
            callers.add(str(place))
    # The benchmark opens invented rows in databases of its own.
    assert callers == {"privacy/audit/services.py", "impix/benchmarks/fields.py"}
