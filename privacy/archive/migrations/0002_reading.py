"""The two functions through which the web role reads the archive.

One function would not do: "write the request, return the record" called in a transaction that is rolled back has shown
the record and left no trace. So `archive_read` answers only to a request whose transaction has committed.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION public.archive_request(entry uuid, actor uuid, reason text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    new_token uuid := pg_catalog.gen_random_uuid();
BEGIN
    IF entry IS NULL OR actor IS NULL OR pg_catalog.length(pg_catalog.btrim(coalesce(reason, ''))) NOT BETWEEN 10 AND 500
    THEN
        RAISE EXCEPTION 'Name the record, yourself and a reason of 10 to 500 characters' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.privacy_archive_archivereadrequest (token, entry, actor, reason, login, xact, at)
    VALUES (new_token, entry, actor, pg_catalog.btrim(reason), session_user,
            pg_catalog.pg_current_xact_id()::text::bigint, pg_catalog.clock_timestamp());
    RETURN new_token;
END
$$;

CREATE FUNCTION public.archive_read(token uuid) RETURNS TABLE (
    id uuid, subject_id uuid, preservation text, law text, keep_until date,
    body bytea, wrapped_key bytea, key_epoch integer, content_hash bytea
)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH used AS (
        UPDATE public.privacy_archive_archivereadrequest AS request SET used_at = pg_catalog.clock_timestamp()
         WHERE request.token = archive_read.token AND request.used_at IS NULL AND request.login = session_user
           AND request.at > pg_catalog.clock_timestamp() - interval '1 minute'
           AND pg_catalog.pg_xact_status(request.xact::text::xid8) = 'committed'
        RETURNING request.entry
    )
    SELECT record.id, record.subject_id, record.preservation, record.law, record.keep_until,
           record.body, record.wrapped_key, record.key_epoch, record.content_hash
      FROM used JOIN public.privacy_archive_archivedrecord AS record ON record.id = used.entry AND record.visible
$$;

REVOKE ALL ON FUNCTION public.archive_request(uuid, uuid, text), public.archive_read(uuid) FROM PUBLIC;
"""

DROP = """
DROP FUNCTION public.archive_read(uuid);
DROP FUNCTION public.archive_request(uuid, uuid, text);
"""


class Migration(migrations.Migration):
    dependencies = [("privacy_archive", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
