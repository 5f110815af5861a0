"""The vocabulary in which each app says what it knows about people.

Every app has a `personal_data.py` with a tuple `DECLARATIONS` (and, where it brings some, `ACTIVITIES`, `FUNCTIONS`,
`REASONS`, `NOTES`, `COOKIES` and `SERVICES`). For each model it says one of three things: `Personal`, `Reference`
or `NotPersonal`. The registry collects them; the system checks refuse a model or a field that nobody declared. Policy
arts. 1, 5 and 8; PIPA arts. 3, 15, 29 and 30.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, Flag, auto


class Right(Flag):
    """What a database role may do with a table; `migrate` grants exactly this."""

    NONE = 0
    READ = auto()
    INSERT = auto()
    UPDATE = auto()
    DELETE = auto()
    APPEND = READ | INSERT
    ALL = READ | INSERT | UPDATE | DELETE


class Basis(Enum):
    """Why an activity may be carried out (PIPA art. 15(1))."""

    CONSENT = "consent"
    CONTRACT = "contract"
    STATUTE = "statute"
    LEGITIMATE_INTEREST = "legitimate interest"


class AtExpiry(Enum):
    """What happens to the values when their clock has run out."""

    DESTROY = "destroy"
    ARCHIVE_THEN_DESTROY = "archive, then destroy"


@dataclass(frozen=True)
class Clock:
    """When a period starts and how long it is. At most one of the lengths is set; without one it ends by withdrawal."""

    starts: str
    years: int | None = None
    months: int | None = None
    days: int | None = None


@dataclass(frozen=True)
class Activity:
    """One purpose for which personal data are processed; one key per person and activity.

    `code` is stable for ever: it is part of every ciphertext's key. The last three are optional. `leaves_by`: the name
    of the address by which one leaves, where withdrawing this consent means that. Dotted paths: `under_way(subject_id,
    recipient_id)` names what goes on for the person under this activity (with one recipient; None: with all), one text
    each; `end(subject_id, recipient_id)` ends it, in the transaction that withdraws the consent.
    """

    code: str
    title_ko: str
    title_en: str
    basis: Basis
    clock: Clock
    leaves_by: str | None = None
    under_way: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class Personal:
    """A model whose rows say something about a person.

    `items` maps every field that carries a value about the person to its item code in the policy; `plain` names the
    remaining fields (keys, states, times) with which nothing is said about the person. `withheld` names the items that
    even the person's own export only names: secrets that protect the account, and what would tell about others.

    `subject` is the path from a row to its data subject. `clock`: where its rows go sooner than the activity ends.
    `close(subject_id)` takes them out of use when the person leaves, `reopen(subject_id)` into use again when she
    undoes that; `export(subject_id=…)` yields them as the person may read them, where the default is not right;
    `dispose(subject_ids=…)` removes what lies outside of the table, and is called before and after the rows are
    deleted. All of these are dotted paths.
    """

    model: str
    activity: str
    items: Mapping[str, str]
    plain: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    subject: str = "subject"
    at_expiry: AtExpiry = AtExpiry.DESTROY
    clock: Clock | None = None
    close: str | None = None
    reopen: str | None = None
    export: str | None = None
    dispose: str | None = None
    append_only: bool = False
    web: Right = Right.ALL
    worker: Right = Right.ALL


@dataclass(frozen=True)
class Reference:
    """A model of published reference data (occupations, regions); survives truncation between tests."""

    model: str
    web: Right = Right.READ
    worker: Right = Right.READ


@dataclass(frozen=True)
class NotPersonal:
    """A model that holds nothing about a person, and why that is so."""

    model: str
    because: str
    append_only: bool = False
    web: Right = Right.ALL
    worker: Right = Right.ALL


Declaration = Personal | Reference | NotPersonal


@dataclass(frozen=True)
class ReasonKind:
    """Why data must go; `code` is stable for ever. Both callables are dotted paths, and optional.

    `find()`, asked every night, yields `privacy.destruction.grounds.Finding`s: reasons that have arisen.
    `stands(pairs)` returns those of the (subject id, activity) pairs for which the reason still stands, so that the
    others leave their plan; without it a reason stands until it is withdrawn.
    """

    code: str
    title_ko: str
    title_en: str
    find: str | None = None
    stands: str | None = None


class CookieUse(Enum):
    """What something kept in the browser is for; what is not necessary waits for the visitor's yes (policy art. 8)."""

    NECESSARY = "necessary"
    FUNCTIONAL = "functional"
    ANALYTICS = "analytics"


class Storage(Enum):
    """Where in the browser it is kept."""

    COOKIE = "cookie"
    LOCAL = "localStorage"
    SESSION = "sessionStorage"


@dataclass(frozen=True)
class Cookie:
    """Something that the portal keeps in the browser; what is not declared is never set (PIPA art. 30(1)7).

    `seconds`: how long at most; None: until the browser is closed or, in a storage, until it is cleared.
    `staff`: only in the browsers of those who work at the desk.
    """

    name: str
    use: CookieUse
    purpose_ko: str
    purpose_en: str
    seconds: int | None = None
    storage: Storage = Storage.COOKIE
    staff: bool = False


@dataclass(frozen=True)
class Service:
    """Pages that are counted together when visits are (policy art. 8); `views`: names of addresses, with namespace."""

    code: str
    title_ko: str
    title_en: str
    views: tuple[str, ...]


@dataclass(frozen=True)
class NoteKind:
    """A change that the ledger repeats, so that a database restored from before it learns of it again.

    `replay(entries)`, a dotted path, gets the bodies of all notes of this kind in the order in which they were written
    and makes good what the database does not know. It is called with the same entries again and again: what is done
    already, or concerns a row that is not there, it passes over. `code` is stable for ever.
    """

    code: str
    replay: str


@dataclass(frozen=True)
class Function:
    """A database function of an app that roles may call; `signature` as PostgreSQL prints it: `name(uuid, text)`."""

    app_label: str
    signature: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class AppDeclarations:
    """What one `personal_data.py` brings."""

    module: str
    declarations: tuple[Declaration, ...]
    activities: tuple[Activity, ...] = field(default=())
    functions: tuple[Function, ...] = field(default=())
    reasons: tuple[ReasonKind, ...] = field(default=())
    notes: tuple[NoteKind, ...] = field(default=())
    cookies: tuple[Cookie, ...] = field(default=())
    services: tuple[Service, ...] = field(default=())
