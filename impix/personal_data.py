"""What the project's own package and the parts of Django that it brings know about people."""

from privacy.declarations import NotPersonal, Reference, Right

DECLARATIONS = (
    Reference("contenttypes.ContentType"),
    NotPersonal(
        "admin.LogEntry",
        because="The desk writes model and short id only; what was disclosed stands in the access log.",
        append_only=True,
        worker=Right.READ,
    ),
)
