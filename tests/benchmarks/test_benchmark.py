"""The command and its report. That a target is met is never tested: machines are noisy."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from impix.benchmarks.report import Result, Target, p95, paired


def result(**changes: Any) -> Result:
    values: dict[str, Any] = {
        "name": "fields",
        "rows": 100,
        "ours": {"page, ms": 4.0},
        "alternatives": {"plain": {"page, ms": 2.0}},
        "limit": {"value, us": 1.0},
        "ratios": {"page": 2.0, "queries": 1, "speed": 3.0, "other": 9.0},
        "targets": (
            Target("page", "a page", at_most=2.6),
            Target("queries", "queries", at_most=1, at_least=1),
            Target("speed", "speed", at_least=2),
        ),
        "machine": {"cores": 2},
    }
    return Result(**values | changes)


def test_it_works() -> None:
    """A small run in databases of its own, which are not the tests'."""
    ran = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "benchmark", "fields", "--rows=100", "--json", "--fresh"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stderr
    found = json.loads(ran.stdout)
    keys = {"name", "rows", "ours", "alternatives", "limit", "ratios", "targets", "met", "machine"}
    assert keys <= set(found)
    assert (found["name"], found["rows"]) == ("fields", 100)
    assert set(found["alternatives"]) == {"plain", "one key for all", "Fernet fields"}
    assert found["ratios"]["vault queries a page"] == 1
    unexpected = set(found["missed"]) - set(found["expected_losses"])
    assert ran.returncode == (1 if unexpected else 0)


def test_what_is_met_and_what_is_missed() -> None:
    assert result().missed() == []
    assert result().as_json()["met"] is True
    for ratios in ({"page": 2.61}, {"queries": 2}, {"queries": 0}, {"speed": 1.9}):
        missed = result(ratios=dict(result().ratios) | ratios)
        assert missed.missed() == missed.unexpected() == list(ratios)
        assert missed.as_json()["met"] is False
        known = result(ratios=missed.ratios, expected_losses=list(ratios))
        assert (known.missed(), known.unexpected()) == (list(ratios), [])


def test_the_tables_name_every_figure() -> None:
    text = "\n".join(result(ratios=dict(result().ratios) | {"page": 3.0}, expected_losses=("page",)).lines())
    assert "| page, ms | 4.0 | 2.0 |  |" in text
    assert "| a page | 3.00 | <= 2.6 | missed, a known loss |" in text
    assert "| queries | 1.00 | = 1 | met |" in text
    assert "| speed | 3.00 | >= 2 | met |" in text
    assert "| other | 9.00 | | report only |" in text


def test_statistics() -> None:
    assert paired([2, 4, 90], [1, 2, 3]) == 2
    assert p95([1.0]) == 1.0
    assert 94 < p95([float(number) for number in range(1, 101)]) < 97


@pytest.mark.parametrize("arguments", [["nothing"], [], ["fields", "--rows", "many"], ["fields", "--rows", "0"]])
def test_wrong_arguments_are_named(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("benchmark", *arguments)
