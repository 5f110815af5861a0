"""What the project's own package and the parts of Django that it brings know about people."""

from privacy.declarations import NotPersonal, Personal, Reference, Right

DECLARATIONS = (
    Reference("contenttypes.ContentType"),
    NotPersonal("impix.CacheEntry", because="Counters under hashed keys, for minutes, while Redis is away."),
    Personal(
        "admin.LogEntry",
        activity="access_log",
        items={},  # the desk writes model and short id only; what was disclosed stands in the access log
        plain=(
            "id", "action_time", "user", "content_type", "object_id", "object_repr", "action_flag", "change_message",
        ),
        subject="user__subject",
        append_only=True,
        worker=Right.READ,
    ),
)  # fmt: skip
