"""What the room keeps in the browser, and the counts it keeps itself. Nothing in it is about one person (rule 9)."""

from privacy.cookies.table import CHOICE, CHOICE_SECONDS
from privacy.declarations import Cookie, CookieUse, NotPersonal, Right

DECLARATIONS = (
    NotPersonal(
        "privacy_cookies.AnswerCount",
        because="How often a category of cookies was allowed or refused on a day.",
        web=Right.READ | Right.INSERT | Right.UPDATE,
        worker=Right.READ,
    ),
)

COOKIES = (
    Cookie(
        CHOICE,
        CookieUse.NECESSARY,
        "쿠키에 대한 선택(허용·거부한 항목, 날짜)을 기억하여 같은 질문을 반복하지 않습니다.",
        "Remembers your choice about cookies (what you allowed or refused, and the date), so that we do not ask again.",
        seconds=CHOICE_SECONDS,
    ),
)
