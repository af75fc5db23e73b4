"""How often a worker began with a file of an upload and did not come to an end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0003_bound_documents")]

    operations = [
        migrations.AddField("uploadpart", "attempts", models.SmallIntegerField(default=0)),
    ]
