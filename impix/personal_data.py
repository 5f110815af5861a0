"""What the project's own package and the parts of Django that it brings know about people."""

from django.conf import settings

from privacy.declarations import Cookie, CookieUse, NotPersonal, Personal, Reference, Right, Service, Storage

DECLARATIONS = (
    Reference("contenttypes.ContentType"),
    NotPersonal("impix.CacheEntry", because="Counters under hashed keys, for minutes, while Redis is away."),
    NotPersonal(
        "impix.WorkerSign", because="when a worker last did a task", web=Right.READ,
        worker=Right.READ | Right.INSERT | Right.UPDATE,
    ),
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

COOKIES = (
    Cookie(
        settings.SESSION_COOKIE_NAME,
        CookieUse.NECESSARY,
        "로그인 상태와 작성 중인 절차를 유지합니다.",
        "Keeps you signed in and remembers the step of a procedure you have begun.",
    ),
    Cookie(
        settings.CSRF_COOKIE_NAME,
        CookieUse.NECESSARY,
        "다른 사이트가 회원님인 것처럼 양식을 제출하지 못하게 막습니다.",
        "Stops other sites from sending forms in your name.",
        seconds=settings.CSRF_COOKIE_AGE,
    ),
    # Written by Django's desk when staff fold a menu or a filter, or type into the menu's filter.
    *(
        Cookie(
            f"django.admin.{name}",
            CookieUse.NECESSARY,
            "업무 화면에서 직원이 접거나 펼친 메뉴와 필터의 상태를 기억합니다.",
            "Remembers at the desk which menu and filters a member of staff has folded.",
            storage=storage,
            staff=True,
        )
        for name, storage in (
            ("navSidebarIsOpen", Storage.LOCAL),
            ("navSidebarFilterValue", Storage.SESSION),
            ("filtersState", Storage.SESSION),
        )
    ),
)

SERVICES = (Service("home", "첫 화면", "Home page", ("home",)),)
