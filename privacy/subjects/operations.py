"""The fence in migrations: a trigger by which a table takes no row about a subject whose processing is closed."""

import re
from typing import Any

from django.db import migrations

# Class 23 makes it an integrity error for everything between the trigger and us.
FENCED = "23F01"
FUNCTION = "privacy_subjects_fence"

CREATE_FUNCTION = f"""
CREATE FUNCTION public.{FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.subject_id <> OLD.subject_id THEN
        RAISE EXCEPTION 'A row of % cannot be moved to another subject', TG_TABLE_NAME USING ERRCODE = '{FENCED}';
    END IF;
    -- FOR SHARE, because the key share lock of the foreign key does not wait for an update of the row. After such a
    -- wait the condition is checked again against the new row.
    PERFORM 1 FROM public.privacy_subjects_processing
        WHERE subject_id = NEW.subject_id AND activity = TG_ARGV[0] AND fenced_by IS NULL AND destroyed_at IS NULL
        FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Processing for % is not open', TG_ARGV[0] USING ERRCODE = '{FENCED}';
    END IF;
    RETURN NEW;
END
$$
"""
DROP_FUNCTION = f"DROP FUNCTION public.{FUNCTION}()"


class AddFence(migrations.RunSQL):
    """Install the fence on the table of a personal model. Deleting rows stays possible: destruction does it."""

    def __init__(self, table: str, activity: str) -> None:
        if not re.fullmatch(r"[a-z0-9_]+", table) or not re.fullmatch(r"[a-z0-9_.-]+", activity):
            raise ValueError(f"AddFence({table!r}, {activity!r}): table and activity are plain names.")
        self.table = table
        self.activity = activity
        super().__init__(
            f"CREATE TRIGGER fence BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION public.{FUNCTION}('{activity}')",
            f"DROP TRIGGER fence ON {table}",
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.table, self.activity], {}

    def describe(self) -> str:
        return f"Fence {self.table} by the processing of {self.activity}"
