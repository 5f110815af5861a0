"""What the access log knows about people."""

from privacy.declarations import Activity, Basis, Clock, Personal, Right

ACTIVITIES = (
    Activity(
        code="access_log",
        title_ko="개인정보 접속기록의 보관",
        title_en="Keeping records of access to personal data",
        basis=Basis.STATUTE,
        clock=Clock(starts="the access", years=2),
    ),
)

DECLARATIONS = (
    Personal(
        "privacy_audit.AccessEvent",
        activity="access_log",
        items={},  # ids and codes only: reading the log discloses nobody
        plain=(
            "seq", "xid", "at", "actor_kind", "actor_id", "organisation_id", "origin", "action", "granted", "subject",
            "items", "private_commit",
        ),
        append_only=True,
        export="privacy.audit.services.export_accesses",
        web=Right.APPEND,
        worker=Right.APPEND,
    ),
    Personal(
        "privacy_audit.AccessPrivate",
        activity="access_log",
        items={"reason": "access_record", "query": "access_record", "address": "ip_address"},
        plain=("event", "salt"),
        withheld=("reason", "query", "address"),  # of whoever looked
        subject="event__subject",
        web=Right.APPEND,
        worker=Right.APPEND | Right.DELETE,
    ),
)  # fmt: skip
