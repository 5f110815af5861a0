"""The room of rights keeps nothing of its own yet: it shows and ends what the other rooms keep."""

from privacy.declarations import Declaration

DECLARATIONS: tuple[Declaration, ...] = ()
