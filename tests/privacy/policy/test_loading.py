"""Version 1 is the published text, byte for byte, and loading it twice changes nothing."""

from hashlib import sha256

import pytest
from django.core.management import call_command

from privacy.policy.choices import BlockKind
from privacy.policy.exceptions import NotSliced
from privacy.policy.loading import VERSION_1, load, slices
from privacy.policy.models import Article, Block, KnownGap, PolicyVersion

PUBLISHED = "a329e084cee493f11f85e9fe29133027a99cc2a9391a7408b45f598c21baf272"
pytestmark = pytest.mark.django_db


def test_the_articles_joined_are_the_published_bytes() -> None:
    joined = "".join(Block.objects.filter(version=1).order_by("position").values_list("text_en", flat=True))
    version = PolicyVersion.objects.get(number=1)
    assert sha256(joined.encode()).hexdigest() == version.source_sha256 == PUBLISHED
    assert version.source_en == joined
    assert (VERSION_1 / "privacy-policy-2020-03-16.txt").read_bytes() == joined.encode()


def test_every_article_begins_with_its_own_heading() -> None:
    articles = list(Article.objects.filter(version=1).order_by("number"))
    assert [article.number for article in articles] == list(range(12))
    for article in articles[1:]:
        heading = article.blocks.order_by("position").first()
        assert heading is not None
        assert heading.kind == BlockKind.HEADING
        assert heading.text_en.strip().startswith(f"Article {article.number} ({article.title_en})")
        assert heading.text_ko == f"제{article.number}조({article.title_ko})"


def test_everything_but_menu_and_tables_is_translated() -> None:
    untranslated = Block.objects.filter(version=1, text_ko="").values_list("kind", flat=True)
    assert set(untranslated) == {BlockKind.FURNITURE, BlockKind.TABLE}


def test_loading_again_changes_nothing() -> None:
    before = list(Block.objects.order_by("pk").values_list("pk", flat=True))
    assert load() is False
    call_command("load_policy", verbosity=0)
    assert list(Block.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_a_gap_found_later_is_listed_at_the_next_loading() -> None:
    gaps = list(KnownGap.objects.filter(version=1).values_list("subject_en", flat=True))
    KnownGap.objects.filter(version=1, item="mac_address").delete()
    KnownGap.objects.filter(version=1, activity="messages").update(reason_en="no longer known")
    load()
    assert list(KnownGap.objects.filter(version=1).values_list("subject_en", flat=True)) == gaps
    assert not KnownGap.objects.filter(reason_en="no longer known").exists()


def test_slices_lose_nothing_and_refuse_what_is_not_there() -> None:
    text = "menu\n\n  first\n\n second\r\nrest"
    assert list(slices(text, ["menu", "second"])) == ["menu\n\n  first\n\n", " second\r\nrest"]
    with pytest.raises(NotSliced):
        list(slices(text, ["menu", "third"]))
    with pytest.raises(NotSliced):
        list(slices(text, ["first"]))
