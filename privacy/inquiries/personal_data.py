"""What the room of inquiries knows about people: what they asked and what they were told."""

from privacy.declarations import Activity, Basis, Clock, Personal

ACTIVITIES = (
    Activity("inquiries", "문의와 불만 처리", "Inquiries and complaints", Basis.CONTRACT, Clock("the answer", years=1)),
    Activity(
        "provision_agency",
        "운영기관에 대한 제공",
        "Provision to the operating agency",
        Basis.CONSENT,
        Clock("the latest consent", years=3),
        end="privacy.inquiries.services.end_provision",
    ),
)

DECLARATIONS = (
    Personal(
        "privacy_inquiries.Inquiry",
        "inquiries",
        items={"question": "inquiry", "answer": "inquiry"},
        plain=(
            "id", "subject", "number", "submission", "addressed_to", "received_at", "due", "reminded_at", "answered_at",
            "answered_by", "closed_at",
        ),
        close="privacy.inquiries.services.close_all",
    ),
)  # fmt: skip
