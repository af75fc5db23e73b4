"""Room for updates in place on the rows that change: states twice or thrice, totals all day long."""

from django.db import migrations

_FILL = (
    ("declarations_liststate", 80),
    ("declarations_current", 80),
    ("declarations_buyeryear", 70),
)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} SET (fillfactor = {percent})", f"ALTER TABLE {table} RESET (fillfactor)"
        )
        for table, percent in _FILL
    ]
