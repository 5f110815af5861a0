"""Brings the shipped policy versions and the current contacts from their data files into the records.

Version 1 was published before the portal: its English text exists once, as the published file, and the blocks of its
articles only say with which words they begin. Version 2 comes as a draft, with its text in the articles. Running it
again changes nothing: a published version cannot change, and a draft is the officer's from the first moment.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from privacy.policy.exceptions import NotSliced
from privacy.policy.models import (
    Article,
    Block,
    ChangeNote,
    CurrentContact,
    KnownGap,
    PolicyActivity,
    PolicyConsignee,
    PolicyCookie,
    PolicyItem,
    PolicyRecipient,
    PolicyTransfer,
    PolicyVersion,
    PreservationRule,
    Remedy,
    WhitelistedItem,
)

DATA = Path(__file__).parent / "data"
VERSION_1 = DATA / "version-1"
VERSION_2 = DATA / "version-2"
SIMPLE_PARTS: dict[str, Any] = {
    "consignees": PolicyConsignee,
    "transfers": PolicyTransfer,
    "cookies": PolicyCookie,
    "remedies": Remedy,
    "preservation_rules": PreservationRule,
    "change_notes": ChangeNote,
}


def read(path: Path) -> Any:
    """A data file."""
    return json.loads(path.read_text(encoding="utf-8"))


def load(folder: Path = VERSION_1) -> bool:
    """Store the version in a folder, with its gaps as we know them today; whether the version was new.

    One with the day of its publication is published, another stays a draft.
    """
    with transaction.atomic():
        _load_contacts()
        data = read(folder / "version.json")
        if known := PolicyVersion.objects.filter(number=data["number"]).first():
            if known.published_at:
                _load_gaps(known, data["known_gaps"])
            return False
        version = _draft(folder, data)
        _load_articles(version, read(folder / "articles.json"))
        _load_tables(version, data)
        if "published_at" in data:
            version.published_at = datetime.fromisoformat(data["published_at"])
            version.save(update_fields=["published_at"])
        _load_gaps(version, data["known_gaps"])
    return True


def slices(source: str, beginnings: Iterable[str]) -> Iterator[str]:
    """Cut a text at the lines that begin with the given words (any white space). Joined, the slices are the text."""
    lines = source.splitlines(keepends=True)
    cuts, at = [], 0
    for words in beginnings:
        while at < len(lines) and not " ".join(lines[at].split()).startswith(words):
            at += 1
        if at == len(lines):
            raise NotSliced(f"No further line begins with {words!r}.")
        cuts.append(at)
        at += 1
    if not cuts or cuts[0] != 0:
        raise NotSliced("The first block does not begin where the text begins.")
    for start, end in zip(cuts, [*cuts[1:], len(lines)], strict=True):
        yield "".join(lines[start:end])


def _draft(folder: Path, data: dict[str, Any]) -> PolicyVersion:
    published = (folder / data["source"]).read_bytes() if "source" in data else b""
    if published and sha256(published).hexdigest() != data["source_sha256"]:
        raise NotSliced(f"{data['source']} is not the published text: its hash differs.")
    return PolicyVersion.objects.create(
        number=data["number"],
        source_en=published.decode(),
        source_sha256=data.get("source_sha256", ""),
        announced_at=data.get("announced_at"),
        effective_at=data.get("effective_at"),
        officer_phone=data["officer_phone"],
        **_fields({name: data[name] for name in ("title", "summary", "officer")}),
    )


def _load_articles(version: PolicyVersion, articles: list[dict[str, Any]]) -> None:
    own = [block for article in articles for block in article["blocks"]]
    if version.source_en:
        texts = slices(version.source_en, [block["begins"] for block in own])
    else:
        texts = (block["en"] for block in own)
    position = 0
    for place, article in enumerate(articles):
        row = Article.objects.create(
            version=version, position=place, number=article["number"], **_fields({"title": article["title"]})
        )
        blocks = []
        for block in article["blocks"]:
            blocks.append(
                Block(
                    version=version,
                    article=row,
                    position=position,
                    kind=block["kind"],
                    table=block.get("table", ""),
                    text_en=next(texts),
                    text_ko=block["ko"],
                    **_fields({"headings": block.get("headings", {})}),
                )
            )
            position += 1
        Block.objects.bulk_create(blocks)


def _load_tables(version: PolicyVersion, data: dict[str, Any]) -> None:
    items: dict[tuple[str, str], PolicyItem] = {}
    activities: dict[str, PolicyActivity] = {}
    for place, fields in enumerate(data["activities"]):
        own = {name: value for name, value in fields.items() if name != "items"}
        activity = PolicyActivity.objects.create(version=version, position=place, **_fields(own))
        activities[activity.code] = activity
        for item in fields["items"]:
            row = PolicyItem(version=version, activity=activity, position=len(items), **_fields(item))
            items[activity.code, row.code] = row
    PolicyItem.objects.bulk_create(items.values())
    _load_recipients(version, data["recipients"], activities, items)
    for name, model in SIMPLE_PARTS.items():
        _load_parts(version, model, data.get(name, []))


def _load_recipients(
    version: PolicyVersion,
    recipients: list[dict[str, Any]],
    activities: dict[str, PolicyActivity],
    items: dict[tuple[str, str], PolicyItem],
) -> None:
    listed: list[WhitelistedItem] = []
    for place, fields in enumerate(recipients):
        own = {name: value for name, value in fields.items() if name not in ("whitelist", "activity")}
        recipient = PolicyRecipient.objects.create(
            version=version, position=place, activity=activities[fields["activity"]], **_fields(own)
        )
        for entry in fields["whitelist"]:
            item = items[entry.get("activity", "job_matching"), entry["item"]]
            rest = {name: value for name, value in entry.items() if name not in ("item", "activity")}
            listed.append(
                WhitelistedItem(version=version, recipient=recipient, item=item, position=len(listed), **_fields(rest))
            )
    WhitelistedItem.objects.bulk_create(listed)


def _load_parts(version: PolicyVersion, model: Any, rows: list[dict[str, Any]]) -> None:
    model._default_manager.bulk_create(
        model(version=version, position=place, **_fields(fields)) for place, fields in enumerate(rows)
    )


def _load_gaps(version: PolicyVersion, rows: list[dict[str, Any]]) -> None:
    """Gaps are found later than a version is published: the list of the files replaces that of the database."""
    wanted = [_fields(row) for row in rows]
    stored = list(KnownGap.objects.filter(version=version))
    names = wanted[0] if wanted else ()
    if len(stored) != len(wanted) or [{name: getattr(gap, name) for name in names} for gap in stored] != wanted:
        KnownGap.objects.filter(version=version).delete()
        _load_parts(version, KnownGap, rows)


def _load_contacts() -> None:
    rows = [
        CurrentContact(position=place, **_fields(fields))
        for place, fields in enumerate(read(DATA / "current-contacts.json"))
    ]
    CurrentContact.objects.bulk_create(rows, ignore_conflicts=True)


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    """Model fields of a JSON object: {"name": {"en": …, "ko": …}} is name_en and name_ko."""
    found: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, dict):
            found |= {f"{name}_{language}": text for language, text in value.items()}
        else:
            found[name] = value
    return found
