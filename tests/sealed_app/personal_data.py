"""Declarations of the models that only the tests have."""

from privacy.declarations import Activity, Basis, Clock, Personal

ACTIVITIES = (
    Activity("test-membership", "시험용 회원 관리", "Membership in tests", Basis.CONSENT, Clock("joining", years=3)),
    Activity("test-letters", "시험용 편지", "Letters in tests", Basis.CONSENT, Clock("joining", years=3)),
)

DECLARATIONS = (
    Personal(
        "sealed_app.Person",
        activity="test-membership",
        items={
            "name": "name",
            "mobile": "mobile",
            "mobile_index": "mobile",
            "born": "birth-date",
            "born_index": "birth-date",
            "extra": "other",
            "region": "region",
        },
        plain=("id", "subject"),
    ),
    Personal(
        "sealed_app.Letter",
        activity="test-letters",
        items={"text": "letter", "scan": "letter"},
        plain=("id", "subject", "person"),
    ),
)
