"""Places where the machine may be killed: before and after every commit.

They cost a dictionary look-up and do nothing, until a test sets a trap that ends the process there.
"""

from collections.abc import Callable
from contextvars import ContextVar

STEPS = ("fence", "intent", "copy", "rehash", "keys", "rows", "visible", "edges", "scan")
COMMITS = (*STEPS, "cut", "certify")
POINTS = frozenset(
    [f"{side}:{step}:commit" for step in COMMITS for side in ("before", "after")]
    + [
        "after:ledger:marks",
        "after:ledger:note",
        "after:copy:read",
        "after:copy:archive-commit",
        "after:keys:vault-commit",
        "after:rows:delete",
        "after:visible:archive-commit",
        "after:edges:files",
    ]
)

RECOVERY = frozenset(
    ["after:replay:keys", "before:replay:commit", "after:replay:commit", "after:replay:files", "before:replay:marks"]
)

ROTATION = frozenset(["after:rotate:create", "after:rotate:batch", "before:rotate:unlink", "after:rotate:unlink"])

trap: ContextVar[Callable[[str], None] | None] = ContextVar("trap", default=None)


def failpoint(name: str) -> None:
    """Fall into the trap, if there is one. Raises LookupError for a point that is not declared above."""
    spring = trap.get()
    if spring is not None:
        if name not in POINTS | RECOVERY | ROTATION:
            raise LookupError(name)
        spring(name)
