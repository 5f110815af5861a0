"""What the archive knows about people, and by which two functions the web role may ask for it."""

from privacy.declarations import Function, NotPersonal, Right

DECLARATIONS = (
    NotPersonal(
        "privacy_archive.ArchivedRecord",
        because="ids, law and dates in clear, the values sealed for the worker; its only clock is `keep_until`",
        web=Right.NONE,
        worker=Right.ALL,
    ),
    NotPersonal(
        "privacy_archive.ArchiveReadRequest",
        because="the witness of a reading names record, reader and reason by ids and case",
        append_only=True,
        web=Right.NONE,
        worker=Right.READ,
    ),
    NotPersonal("privacy_archive.LedgerMark", because="Numbers of the ledger's notes.", append_only=True),
)

FUNCTIONS = (
    Function("privacy_archive", "archive_request(uuid, uuid, text)", roles=("web",)),
    Function("privacy_archive", "archive_read(uuid)", roles=("web",)),
)
