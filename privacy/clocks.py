"""Legal periods as Seoul dates: the only place that counts days, months and years of the law.

Civil Act arts. 157 and 160: the first day is not counted; months and years follow the calendar; where the last month
has no such day, the period ends with that month. A last day that is a holiday does not roll over: who answers early is
never late.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
# Between announcing a policy version and its taking effect; the longer one where it is worse for members (rule 4).
POLICY_NOTICE_DAYS = 7
POLICY_NOTICE_DAYS_WHERE_WORSE = 30

# Set by us: how long a company has to confirm that it deleted its downloads (product rule 15), and how long after the
# decision it keeps an application: the longest window of the Fair Hiring Procedure Act (art. 11; Decree art. 4).
DAYS_TO_CONFIRM_DELETION = 7
DAYS_AFTER_DECISION = 180

# Set by us (product rule 29), as for the rights of PIPA arts. 35 to 37: the last day of an answer to an inquiry, and
# the day on which whoever has to answer is reminded.
DAYS_TO_ANSWER_INQUIRY = 10
DAYS_TO_INQUIRY_REMINDER = 7
YEARS_OF_ANSWERED_INQUIRIES = 1

# Requests: answered within 10 days (PIPA decree arts. 41, 43 and 44), the officer is reminded on the 7th (product rule
# 29); an answer that may be postponed comes after 60 days at the latest (decree art. 44-3: twice 30).
DAYS_TO_ANSWER = 10
DAYS_TO_REMIND = 7
DAYS_MOST_POSTPONED = 60


def seoul_date(moment: datetime) -> date:
    """The day in Seoul on which `moment` (aware) falls."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone has no date in Seoul.")
    return moment.astimezone(SEOUL).date()


def end_of_day(day: date) -> datetime:
    """The first moment after `day` in Seoul; what lasts through `day` ends here."""
    return datetime.combine(day + timedelta(days=1), time(), SEOUL)


def add_days(day: date, days: int) -> date:
    """The last day of a period of `days` that an event on `day` started."""
    return day + timedelta(days=days)


def working_days_after(day: date, days: int) -> date:
    """The last of so many working days (Monday to Friday) after `day`; public holidays are not counted out."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def add_months(day: date, months: int) -> date:
    """The last day of a period of `months` that an event on `day` started."""
    first = day + timedelta(days=1)
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    length = monthrange(year, month)[1]
    if first.day > length:
        return date(year, month, length)
    return date(year, month, first.day) - timedelta(days=1)


def add_years(day: date, years: int) -> date:
    """The last day of a period of `years` that an event on `day` started."""
    return add_months(day, 12 * years)
