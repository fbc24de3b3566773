"""Facts are never changed and never deleted: the database itself refuses."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION stream_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'facts are append-only';
END $$;
CREATE TRIGGER stream_fact_append_only BEFORE UPDATE OR DELETE ON stream_fact
    FOR EACH STATEMENT EXECUTE FUNCTION stream_refuse_change();
"""
ALLOW = "DROP TRIGGER stream_fact_append_only ON stream_fact; DROP FUNCTION stream_refuse_change();"


class Migration(migrations.Migration):
    dependencies = [("stream", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
