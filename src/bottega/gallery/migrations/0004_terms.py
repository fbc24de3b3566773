"""The root of each remix family, edges from reference pictures, and whose answer an ask waits for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A parent is published before its remix, so each family is walked once, from its first post down.
_FILL_ROOTS = """
    WITH RECURSIVE family AS (
        SELECT id, id AS root_id FROM gallery_post WHERE remix_of_id IS NULL
         UNION ALL
        SELECT child.id, family.root_id FROM family JOIN gallery_post AS child ON child.remix_of_id = family.id
    )
    UPDATE gallery_post AS post SET remix_root_id = family.root_id
      FROM family WHERE family.id = post.id AND post.remix_of_id IS NOT NULL;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("gallery", "0003_studio_people_choose"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="remix_root",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="gallery.post",
            ),
        ),
        migrations.RunSQL(_FILL_ROOTS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("remix_root__isnull", False)),
                fields=["remix_root"],
                name="gallery_post_family",
            ),
        ),
        # Nobody could ask before this step: the table is empty, and no row ever has the default.
        migrations.AddField(
            model_name="remixask",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="remixask",
            index=models.Index(fields=["author", "state", "-id"], name="gallery_remix_ask_of_author"),
        ),
        migrations.RemoveConstraint(model_name="lineage", name="gallery_lineage_remix_has_post"),
        migrations.AlterField(
            model_name="lineage",
            name="edge",
            field=models.CharField(
                choices=[("edit", "Edit"), ("remix", "Remix"), ("reference", "Reference")], max_length=10
            ),
        ),
        migrations.AddConstraint(
            model_name="lineage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("edge", "remix"), _negated=True), ("via_post__isnull", False), _connector="OR"
                ),
                name="gallery_lineage_remix_has_post",
            ),
        ),
    ]
