"""What the members app, and the packages that bring its tables, know about people."""

from privacy.declarations import Activity, Basis, Clock, NotPersonal, Personal, Reference, Right, Service

ACTIVITIES = (
    Activity(
        "membership",
        "회원 관리",
        "Membership management",
        Basis.CONSENT,
        Clock("the latest consent", years=3),
        leaves_by="rights:withdraw",
    ),
)

DECLARATIONS = (
    Personal(
        "members.Member",
        "membership",
        items={"login_id": "login_id", "password": "password"},
        plain=("id", "subject", "kind", "language", "is_active", "is_staff", "is_superuser", "joined_at", "last_login"),
        withheld=("password",),
        close="members.services.close_membership",
        reopen="members.services.reopen_membership",
    ),
    Personal(
        "members.MemberProfile",
        "membership",
        items={
            "name": "name",
            "gender": "gender",
            "nickname": "nickname",
            "mobile": "mobile",
            "mobile_index": "mobile",
            "phone": "phone",
            "region_code": "address",
            "address_line": "address",
            "postcode": "address",
        },
        plain=("id", "subject"),
    ),
    Personal(
        "members.SignInRecord",
        "membership",
        items={"ip": "ip_address"},
        plain=("id", "subject", "at"),
        clock=Clock("the sign-in", months=3),
    ),
    Personal("members.TermsAcceptance", "membership", {}, plain=("id", "subject", "version", "language", "at")),
    Personal(
        "members.OutgoingMail",
        "membership",
        items={"letter": "email"},
        plain=("id", "member", "kind", "language", "state", "attempts", "created_at", "due_at"),
        subject="member__subject",
        withheld=("letter",),  # codes and links on their way to the mailbox
        dispose="members.outbox.let_last_letters_go",
    ),
    Personal("members.Member_groups", "membership", {}, plain=("id", "member", "group"), subject="member__subject"),
    Personal(
        "members.Member_user_permissions",
        "membership",
        items={},
        plain=("id", "member", "permission"),
        subject="member__subject",
    ),
    Personal(
        "account.EmailAddress",
        "membership",
        items={"email": "email"},
        plain=("id", "user", "verified", "primary"),
        subject="user__subject",
    ),
    Personal(
        "account.EmailConfirmation",
        "membership",
        items={},  # never written: addresses are confirmed by code
        plain=("id", "email_address", "created", "sent", "key"),
        subject="email_address__user__subject",
        web=Right.READ | Right.DELETE,  # allauth deletes what hangs on an address, although there is nothing
    ),
    Personal(
        "mfa.Authenticator",
        "membership",
        items={"data": "authenticator"},
        withheld=("data",),
        plain=("id", "user", "type", "created_at", "last_used_at"),
        subject="user__subject",
    ),
    Personal(
        "usersessions.UserSession",
        "membership",
        items={"ip": "ip_address", "user_agent": "browser"},
        plain=("id", "user", "created_at", "last_seen_at", "session_key", "data"),
        subject="user__subject",
        dispose="members.sessions.end_sessions_of",
    ),
    NotPersonal("sessions.Session", because="Encrypted, ends with the browser or after a day, cleared nightly."),
    NotPersonal("auth.Group", because="Names of roles."),
    NotPersonal("auth.Group_permissions", because="Which role has which rights."),
    Reference("auth.Permission"),
    Reference("members.Region"),
    Reference("members.TermsVersion"),
)

SERVICES = (
    Service(
        "join",
        "회원가입",
        "Joining",
        ("account_signup", "join_email", "join_code", "join_individual", "join_corporate"),
    ),
    Service("account", "내 계정", "My account", ("me", "profile")),
)
