"""Freeze a policy version, with all of its parts, from the moment it is published; nobody's rights get around it."""

from django.db import migrations

PREFIX = "privacy_policy"
# Every part, and the parts of the same version that it hangs on.
PARTS = {
    "article": {},
    "block": {"article_id": "article"},
    "policyactivity": {},
    "policyitem": {"activity_id": "policyactivity"},
    "policyrecipient": {"activity_id": "policyactivity"},
    "whitelisteditem": {"recipient_id": "policyrecipient", "item_id": "policyitem"},
    "policyconsignee": {},
    "policycookie": {},
    "remedy": {},
    "preservationrule": {},
    "knowngap": {},
}

FUNCTIONS = """
CREATE FUNCTION privacy_policy_freeze_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'policy version % is published and cannot change', OLD.number USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION privacy_policy_freeze_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    i integer := 0;
    touched integer;
    parent_version integer;
BEGIN
    FOREACH touched IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.version_id]
        WHEN 'DELETE' THEN ARRAY[OLD.version_id]
        ELSE ARRAY[OLD.version_id, NEW.version_id] END
    LOOP
        -- The share lock makes a publication wait for open edits, and edits for an open publication.
        IF (SELECT published_at FROM public.privacy_policy_policyversion WHERE number = touched FOR SHARE)
            IS NOT NULL
        THEN
            RAISE EXCEPTION 'policy version % is published and cannot change', touched
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    WHILE i < TG_NARGS LOOP
        EXECUTE format('SELECT version_id FROM public.%I WHERE id = $1', TG_ARGV[i + 1])
            INTO parent_version USING (to_jsonb(NEW) ->> TG_ARGV[i])::bigint;
        IF parent_version <> NEW.version_id THEN
            RAISE EXCEPTION 'a part hangs on another version' USING ERRCODE = 'check_violation';
        END IF;
        i := i + 2;
    END LOOP;
    RETURN NEW;
END $$;

CREATE FUNCTION privacy_policy_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'policy versions are never truncated' USING ERRCODE = 'check_violation';
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION privacy_policy_refuse_truncate();
DROP FUNCTION privacy_policy_freeze_part();
DROP FUNCTION privacy_policy_freeze_version();
"""


def triggers() -> str:
    """One row trigger and one truncate trigger for each table."""
    lines = [
        f"CREATE TRIGGER frozen_once_published BEFORE UPDATE OR DELETE ON {PREFIX}_policyversion "
        f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}_freeze_version();"
    ]
    for table, parents in PARTS.items():
        arguments = ", ".join(f"'{column}', '{PREFIX}_{parent}'" for column, parent in parents.items())
        lines.append(
            f"CREATE TRIGGER frozen_once_published BEFORE INSERT OR UPDATE OR DELETE ON {PREFIX}_{table} "
            f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}_freeze_part({arguments});"
        )
    lines += [
        f"CREATE TRIGGER never_truncated BEFORE TRUNCATE ON {PREFIX}_{table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}_refuse_truncate();"
        for table in ("policyversion", *PARTS)
    ]
    return "\n".join(lines)


def drop_triggers() -> str:
    """The way back."""
    tables = ("policyversion", *PARTS)
    return "\n".join(
        f"DROP TRIGGER {name} ON {PREFIX}_{table};"
        for table in tables
        for name in ("frozen_once_published", "never_truncated")
    )


class Migration(migrations.Migration):
    dependencies = [("privacy_policy", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(triggers(), drop_triggers()),
    ]
