"""What the corporate app knows about people."""

from privacy.declarations import Activity, Basis, Clock, NoteKind, NotPersonal, Personal, Reference, Service

ACTIVITIES = (
    Activity(
        "company_membership",
        "기업회원 관리",
        "Company membership management",
        Basis.CONSENT,
        Clock("the latest consent", years=3),
    ),
)

DECLARATIONS = (
    Reference("corporate.Industry"),
    NotPersonal("corporate.Company", because="Items of a company, which is not a natural person."),
    Personal(
        "corporate.CompanyRegistration",
        "company_membership",
        items={
            "registration_number": "company_registration_number",
            "registration_number_index": "company_registration_number",
            "representative_name": "representative_name",
        },
        plain=("id", "subject", "company"),
    ),
    Personal(
        "corporate.CompanyMembership",
        "company_membership",
        items={},
        plain=("id", "company", "subject", "role", "since", "ended_at", "opens_applications"),
        close="corporate.services.end_memberships",
    ),
)

SERVICES = (
    Service("company", "기업 소개와 기업 화면", "Companies", ("company_page", "company_home", "company_profile")),
)

NOTES = (NoteKind("membership_ended", replay="corporate.services.replay_ended_memberships"),)
