"""What PostgreSQL's system catalogue says about objects, privileges and roles (versions 15 to 18)."""

from django.db.backends.utils import CursorWrapper

DEFAULTS = "ALTER DEFAULT PRIVILEGES"

# Every privilege in this database, kind by kind, with the built-in defaults where none were ever changed. What belongs
# to an extension or to the types and languages of PostgreSQL itself is left as it comes.
PRIVILEGES = """
WITH extension_member AS (
  SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
), own_relation AS (
  SELECT c.* FROM pg_catalog.pg_class c
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
     AND NOT EXISTS (SELECT FROM extension_member e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid)
), own_routine AS (
  SELECT p.* FROM pg_catalog.pg_proc p
   WHERE p.pronamespace = 'public'::regnamespace
     AND NOT EXISTS (SELECT FROM extension_member e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid)
), default_kind (code, acl, name) AS (
  VALUES ('f', 'f', 'FUNCTIONS'), ('r', 'r', 'TABLES'), ('S', 's', 'SEQUENCES')
), held (kind, name, owner, acl, suffix) AS (
  SELECT 'DATABASE', datname::text, datdba, coalesce(datacl, acldefault('d', datdba)), ''
    FROM pg_database WHERE datname = current_database()
  UNION ALL
  SELECT 'SCHEMA', nspname, nspowner, coalesce(nspacl, acldefault('n', nspowner)), ''
    FROM pg_namespace WHERE nspname = 'public'
  UNION ALL
  SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname, relowner,
         coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)), ''
    FROM own_relation
  UNION ALL
  SELECT 'TABLE', relname, relowner, attacl, format(' (%%I)', attname)
    FROM own_relation r JOIN pg_attribute a ON a.attrelid = r.oid WHERE attacl IS NOT NULL
  UNION ALL
  SELECT 'ROUTINE', format('%%I(%%s)', proname, oidvectortypes(proargtypes)), proowner,
         coalesce(proacl, acldefault('f', proowner)), ''
    FROM own_routine
  UNION ALL
  SELECT 'ALTER DEFAULT PRIVILEGES', k.name, r.oid, coalesce(d.defaclacl, acldefault(k.acl::"char", r.oid)), ''
    FROM default_kind k CROSS JOIN pg_roles r
    LEFT JOIN pg_default_acl d ON d.defaclobjtype = k.code::"char" AND d.defaclrole = r.oid AND d.defaclnamespace = 0
   WHERE r.rolname = current_user
  UNION ALL
  SELECT 'ALTER DEFAULT PRIVILEGES IN SCHEMA public', k.name, d.defaclrole, d.defaclacl, ''
    FROM default_kind k JOIN pg_default_acl d ON d.defaclobjtype = k.code::"char"
   WHERE d.defaclrole = current_user::regrole AND d.defaclnamespace = 'public'::regnamespace
)
SELECT kind, name, CASE WHEN option THEN 'GRANT OPTION FOR ' ELSE '' END || privilege_type || suffix,
       CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END
  FROM held, aclexplode(acl), LATERAL (VALUES (false), (true)) AS times (option)
 WHERE grantee <> owner AND (is_grantable OR NOT option)
"""


def privileges(cursor: CursorWrapper) -> list[tuple[str, str, str, str]]:
    """(kind, object, privilege, role) of everything in this database that somebody else than its owner holds."""
    cursor.execute(PRIVILEGES, [])
    return list(cursor.fetchall())


def database(cursor: CursorWrapper) -> str:
    """The name of the connected database."""
    cursor.execute("SELECT current_database()")
    return str(cursor.fetchone()[0])


def tables(cursor: CursorWrapper) -> set[str]:
    """Tables and views in the schema of the portal."""
    cursor.execute(
        """SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"""
    )
    return {name for (name,) in cursor.fetchall()}


def serial_sequences(cursor: CursorWrapper) -> dict[str, list[str]]:
    """Sequences by the table that draws from them; identity columns need no right and are not among them."""
    cursor.execute(
        """SELECT t.relname, array_agg(s.relname) FROM pg_depend d
             JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_class t ON t.oid = d.refobjid
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
            GROUP BY t.relname"""
    )
    return dict(cursor.fetchall())


def routines(cursor: CursorWrapper) -> set[str]:
    """Functions in the schema of the portal, as `name(argument types)`."""
    cursor.execute(
        """SELECT format('%I(%s)', proname, oidvectortypes(proargtypes)) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace"""
    )
    return {signature for (signature,) in cursor.fetchall()}


def role_settings(cursor: CursorWrapper, role: str) -> dict[str, str]:
    """What a role's sessions in this database start with."""
    cursor.execute(
        """SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
            WHERE d.datname = current_database() AND s.setrole = to_regrole(quote_ident(%s))""",
        [role],
    )
    return dict(line.split("=", 1) for (line,) in cursor.fetchall())


def may_configure_roles(cursor: CursorWrapper, roles: list[str]) -> bool:
    """Whether we may change other roles' settings: as superuser, or with CREATEROLE and (from 16 on) ADMIN of each."""
    cursor.execute(
        """SELECT rolsuper OR rolcreaterole AND (current_setting('server_version_num')::int < 160000 OR
                  (SELECT bool_and(pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION'))
                     FROM pg_roles r WHERE r.rolname = ANY(%s)))
             FROM pg_roles WHERE rolname = current_user""",
        [roles],
    )
    return bool(cursor.fetchone()[0])


def powers(cursor: CursorWrapper, roles: list[str]) -> list[str]:
    """What a role can do beyond the privileges that it is granted, in words: nothing, when all is well."""
    cursor.execute(
        """SELECT name || ' does not exist: see docs/operations.md' FROM unnest(%(roles)s::text[]) AS name
            WHERE to_regrole(quote_ident(name)) IS NULL
           UNION ALL
           SELECT rolname || ' has SUPERUSER, CREATEDB, CREATEROLE, REPLICATION or BYPASSRLS' FROM pg_roles
            WHERE rolname = ANY(%(roles)s)
              AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)
           UNION ALL
           SELECT m.rolname || ' is a member of ' || g.rolname FROM pg_auth_members a
             JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
            WHERE m.rolname = ANY(%(roles)s)""",
        {"roles": roles},
    )
    return [line for (line,) in cursor.fetchall()]
