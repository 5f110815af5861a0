"""What the vault knows about people: nothing but keys."""

from privacy.declarations import NotPersonal, Right

DECLARATIONS = (
    NotPersonal(
        "privacy_vault.DataKey",
        because="random keys under random subject ids; what was destroyed stays as a tombstone",
        web=Right.READ | Right.INSERT,
        worker=Right.READ | Right.INSERT | Right.UPDATE,
    ),
    NotPersonal("privacy_vault.LedgerMark", because="Numbers of the ledger's notes.", append_only=True),
)
