"""What the library asks by: words without accents, stacks, stars, painters; folders that can come back."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

ACCENTED = (
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵĶķ"
    "ĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽž"
)
PLAIN = (
    "aaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyyaaaaaaccccccccddeeeeeeeeeegggggggghhiiiiiiiiijjkk"
    "llllllnnnnnnoooooorrrrrrssssssssttttuuuuuuuuuuuuwwyyyzzzzzz"
)

# A request's pictures share its number, which the facts remember; edits share their first picture's.
STACKS = """
    UPDATE gallery_image SET stack = id;
    UPDATE gallery_image AS image SET stack = (fact.body->>'generation_id')::bigint
      FROM stream_fact AS fact
     WHERE fact.kind = 'image_made' AND fact.subject_id = image.id
       AND (fact.body->>'generation_id')::bigint > 0;
    WITH RECURSIVE family AS (
        SELECT image.id, image.stack FROM gallery_image AS image
         WHERE NOT EXISTS (SELECT 1 FROM gallery_lineage AS edge
                            WHERE edge.child_id = image.id AND edge.edge = 'edit')
        UNION ALL
        SELECT edge.child_id, family.stack
          FROM family JOIN gallery_lineage AS edge ON edge.parent_id = family.id AND edge.edge = 'edit'
    )
    UPDATE gallery_image AS image SET stack = family.stack
      FROM family WHERE family.id = image.id AND family.stack <> image.stack;
    SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("gallery", "0004_terms"), ("stream", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Star",
            fields=[
                (
                    "image",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="star",
                        serialize=False,
                        to="gallery.image",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(model_name="smartfolder", name="gallery_smart_folder_once"),
        migrations.AddField(
            model_name="smartfolder", name="removed_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddConstraint(
            model_name="smartfolder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("owner", "name"),
                name="gallery_smart_folder_once",
            ),
        ),
        migrations.RemoveIndex(model_name="image", name="gallery_image_words"),
        migrations.RemoveField(model_name="image", name="search"),
        migrations.AddField(
            model_name="image",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector(
                    models.Func(
                        "words",
                        models.Value(ACCENTED),
                        models.Value(PLAIN),
                        function="translate",
                        output_field=models.TextField(),
                    ),
                    config="simple",
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="image",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="gallery_image_words"),
        ),
        migrations.AddField(model_name="image", name="stack", field=models.BigIntegerField(db_default=0)),
        migrations.RunSQL(STACKS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(fields=["maker", "stack", "-id"], name="gallery_image_stacks"),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(fields=["maker", "painter", "-id"], name="gallery_image_painters"),
        ),
    ]
