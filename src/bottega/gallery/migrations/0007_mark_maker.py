"""Each mark learns whose picture it is, so that likeness within one library needs one index alone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = """
UPDATE gallery_mark SET maker_id = image.maker_id
  FROM gallery_image AS image WHERE image.id = gallery_mark.image_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


def _maker(*, null: bool) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("gallery", "0006_c2pa"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("mark", "maker", _maker(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("mark", "maker", _maker(null=False)),
        migrations.AddIndex(
            "mark", models.Index(fields=["maker"], include=["image", "looks"], name="gallery_mark_looks")
        ),
    ]
