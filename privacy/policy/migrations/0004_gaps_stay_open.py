"""Known gaps are found after a version was published: they are what we know about it, not a part of it."""

from django.db import migrations

OPEN = """
DROP TRIGGER frozen_once_published ON privacy_policy_knowngap;
DROP TRIGGER never_truncated ON privacy_policy_knowngap;
"""
FREEZE = """
CREATE TRIGGER frozen_once_published BEFORE INSERT OR UPDATE OR DELETE ON privacy_policy_knowngap
    FOR EACH ROW EXECUTE FUNCTION privacy_policy_freeze_part();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON privacy_policy_knowngap
    FOR EACH STATEMENT EXECUTE FUNCTION privacy_policy_refuse_truncate();
"""


class Migration(migrations.Migration):
    dependencies = [("privacy_policy", "0003_table_headings")]

    operations = [migrations.RunSQL(OPEN, FREEZE)]
