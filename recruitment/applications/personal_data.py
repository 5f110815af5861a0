"""What the room of applications knows about people: what they gave to companies."""

from privacy.declarations import Activity, Basis, Clock, NoteKind, Personal, Service
from recruitment.applications.items import FILE_ITEM, FROZEN

ACTIVITIES = (
    Activity(
        "provision_companies",
        "기업회원에 대한 제공",
        "Provision to corporate members",
        Basis.CONSENT,
        Clock("the latest consent", years=3),
        under_way="recruitment.applications.endings.under_way",
        end="recruitment.applications.endings.end",
    ),
)

DECLARATIONS = (
    Personal(
        "recruitment_applications.Application",
        "provision_companies",
        items=FROZEN,
        plain=(
            "id", "subject", "posting", "state", "applied_at", "moved_at", "contact_shared", "contact_asked_at",
            "contact_answered_at", "content_hash",
        ),
        close="recruitment.applications.access_ends.withdraw_all",
    ),
    Personal(
        "recruitment_applications.ApplicationFile",
        "provision_companies",
        items={"attachment": FILE_ITEM, "file_name": FILE_ITEM},
        plain=("id", "subject", "application"),
    ),
)  # fmt: skip

NOTES = (NoteKind("taken_back", replay="recruitment.applications.access_ends.replay_taken_back"),)

SERVICES = (Service("applications", "입사 지원", "Applications", ("apply", "list_applications", "show_application")),)
