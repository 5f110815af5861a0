"""`load_reference_data`: what the files say is what can be chosen; nothing that somebody chose disappears."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import translation

from corporate.models import Industry
from impix import reference_data
from impix.reference_data import BadFile, Source, load
from members.models import Region
from resumes.models import Occupation
from tests.databases import signed_in_as

HEAD = "code,parent,name_ko,short_ko,name_en\n"
SEOUL = "11,,서울특별시,서울,Seoul\n"
JONGNO = "1101,11,종로구,종로,Jongno-gu\n"


@pytest.fixture
def _own_regions(committed_db: None) -> Iterator[None]:
    """A test may change the regions; afterwards they are the published ones again."""
    yield
    with signed_in_as("owner"):
        Region.objects.filter(parent__isnull=False).delete()
        Region.objects.all().delete()
        for source in reference_data.SOURCES:
            load(source)


def load_regions(folder: Path, text: str) -> reference_data.Loaded:
    path = folder / "regions.csv"
    path.write_text(text, encoding="utf-8")
    with signed_in_as("owner"):
        return load(Source("members.Region", path))


@pytest.mark.django_db
def test_the_published_classifications_are_there() -> None:
    assert [model.objects.current().count() for model in (Region, Industry, Occupation)] == [245, 332, 677]
    assert Region.objects.top().count() == 16
    assert Occupation.objects.get(parent__name_ko="정보통신 연구개발직 및 공학기술직", code="133").level == 3


@pytest.mark.django_db
def test_spaced_out_letters_are_layout() -> None:
    names = dict(Industry.objects.filter(code__in=["B", "C", "F", "07"]).values_list("code", "name_ko"))
    assert names == {"B": "광업", "C": "제조업", "F": "건설업", "07": "비금속광물 광업; 연료용 제외"}


@pytest.mark.django_db
def test_names_are_in_the_language_of_the_page() -> None:
    region, occupation = Region.objects.get(code="11"), Occupation.objects.get(code="133")
    with translation.override("ko"):
        assert (str(region), region.short_name, str(occupation)) == ("서울특별시", "서울", "소프트웨어 개발자")
    with translation.override("en"):
        assert (str(region), region.short_name, str(occupation)) == ("Seoul", "Seoul", "소프트웨어 개발자")


@pytest.mark.django_db
def test_the_web_role_only_reads_them() -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Region.objects.update(name_ko="x")


def test_loading_again_changes_nothing(committed_db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_reference_data")
    models = ("members.Region", "corporate.Industry", "resumes.Occupation")
    unchanged = [f"{model}: 0 added, 0 changed, 0 closed" for model in models]
    assert capsys.readouterr().out.splitlines() == [*unchanged, "members.TermsVersion: 0 added"]


@pytest.mark.usefixtures("_own_regions")
def test_a_changed_file_updates_closes_and_reopens(tmp_path: Path) -> None:
    with signed_in_as("owner"):
        assert Region.objects.exclude(code__in=["11", "1101"]).update(closed_on=date(2026, 7, 1)) == 243
    renamed = load_regions(tmp_path, HEAD + SEOUL.replace("Seoul", "Seoul City"))
    assert (renamed.added, renamed.changed, renamed.closed) == (0, 1, 1)
    assert Region.objects.get(code="11").name_en == "Seoul City"
    assert Region.objects.get(code="1101").closed_on is not None
    assert Region.objects.get(code="1102").closed_on == date(2026, 7, 1), "closed once, with its own date"
    back = load_regions(tmp_path, HEAD + SEOUL + JONGNO + "1199,11,새구,새,Sae-gu\n")
    assert (back.added, back.changed, back.closed) == (1, 2, 0)
    assert set(Region.objects.current().values_list("code", flat=True)) == {"11", "1101", "1199"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the first line must name"),
        (HEAD, "no rows"),
        ("code,name_ko\n11,서울\n", "the first line must name code, name_ko, parent, short_ko"),
        (HEAD + SEOUL + SEOUL, "line 3: code 11 stands twice"),
        (HEAD + JONGNO, "line 2: 1101 belongs to 11, which does not stand above it"),
        (HEAD + SEOUL + ",11,종로구,종로,Jongno-gu\n", "line 3: code:"),
        (HEAD + SEOUL + "1101,11,,종로,Jongno-gu\n", "line 3: name_ko:"),
        (HEAD + SEOUL + f"1101,11,{'긴' * 101},종로,Jongno-gu\n", "line 3: name_ko:"),
        (HEAD + SEOUL + "1101,11,종로\0구,종로,Jongno-gu\n", "line 3: a control character"),
        (HEAD + SEOUL + "1101,11,종로구,종로,Jongno-gu,too,many\n", "line 3: more values than columns"),
        (HEAD + SEOUL + '1101,11,"종로구', "regions.csv: unexpected end of data"),
        (HEAD.replace("\n", ",level\n") + "11,,서울특별시,서울,Seoul,2\n", "line 2: 11 says level 2, its place says 1"),
    ],
)
def test_a_bad_file_is_told_by_line(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "regions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=r"regions\.csv") as fault:
        load(Source("members.Region", path))
    assert told in str(fault.value)


@pytest.mark.django_db
def test_a_file_that_is_not_utf8_or_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "regions.csv"
    path.write_bytes((HEAD + SEOUL).encode("euc-kr"))
    for source in (Source("members.Region", path), Source("members.Region", tmp_path / "none.csv")):
        with pytest.raises(BadFile, match=r"(regions|none)\.csv"):
            load(source)


@pytest.mark.usefixtures("_own_regions")
def test_one_bad_file_stores_nothing_of_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEAD + SEOUL.replace("Seoul", "Renamed"), encoding="utf-8")
    bad.write_text(HEAD + JONGNO, encoding="utf-8")
    monkeypatch.setattr(
        "impix.management.commands.load_reference_data.SOURCES",
        (Source("members.Region", good), Source("corporate.Industry", bad)),
    )
    with pytest.raises(CommandError, match=r"bad\.csv"):
        call_command("load_reference_data")
    assert Region.objects.get(code="11").name_en == "Seoul"
