"""The processing inventory says what is declared, in every form."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from privacy.registry import registry


def printed(form: str) -> str:
    out = StringIO()
    call_command("privacy_inventory", format=form, stdout=out)
    return out.getvalue()


def test_every_personal_model_is_in_it_with_its_rights() -> None:
    rows = {row["model"]: row for row in json.loads(printed("json"))}
    assert set(rows) == {declaration.model for declaration in registry().personal()}
    log = rows["privacy_audit.AccessPrivate"]
    assert log["period"] == "2 years from the access"
    assert log["items"] == "reason=access_record, query=access_record, address=ip_address"
    assert (log["web"], log["worker"]) == ("read insert", "read insert delete")
    assert (rows["privacy_audit.AccessEvent"]["append_only"], log["append_only"]) == ("yes", "no")


def test_all_forms_hold_the_same_rows() -> None:
    rows = json.loads(printed("json"))
    assert list(csv.DictReader(StringIO(printed("csv")))) == rows
    table = printed("markdown").splitlines()
    assert len(table) == len(rows) + 2
    assert len({line.replace("\\|", "").count("|") for line in table}) == 1, "every line has as many columns"
    text = printed("text")
    assert [row["model"] for row in rows if f"  {row['model']}: " not in text] == []
    assert "not personal: privacy_subjects.DataSubject: " in text


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("privacy_inventory", "--format", "yaml")
