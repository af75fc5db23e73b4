"""The version of the keyed hash that is in force; no row means the first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="HashKey",
            fields=[
                ("version", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("proof", models.BinaryField()),
                ("since", models.DateTimeField()),
            ],
        ),
    ]
