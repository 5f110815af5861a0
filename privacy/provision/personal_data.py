"""What the provision ledger knows about people: that something was given, never what it said."""

from privacy.declarations import NotPersonal, Right

DECLARATIONS = (
    NotPersonal(
        "privacy_provision.Recipient",
        because="A company or the agency.",
        web=Right.READ | Right.INSERT | Right.UPDATE,
        worker=Right.READ | Right.INSERT | Right.UPDATE,
    ),
    NotPersonal(
        "privacy_provision.Provision",
        because="Random ids, item codes and times: the record of who received what, kept like the access log.",
        append_only=True,
    ),
    NotPersonal(
        "privacy_provision.AccessEnd",
        because="Random ids, a reason, dates: that an access ended, which outlives the person's data.",
        web=Right.READ | Right.INSERT | Right.UPDATE,
        worker=Right.READ | Right.INSERT | Right.UPDATE,
    ),
)
