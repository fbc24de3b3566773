"""Movements of credits are never changed and never deleted: the database itself refuses."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION studio_refuse_credit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'movements of credits are append-only';
END $$;
CREATE TRIGGER studio_creditentry_append_only BEFORE UPDATE OR DELETE ON studio_creditentry
    FOR EACH STATEMENT EXECUTE FUNCTION studio_refuse_credit_change();
"""
ALLOW = """
DROP TRIGGER studio_creditentry_append_only ON studio_creditentry;
DROP FUNCTION studio_refuse_credit_change();
"""


class Migration(migrations.Migration):
    dependencies = [("studio", "0002_studio_people_choose")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
