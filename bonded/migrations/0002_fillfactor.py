"""Leave half of each page of ledger items free, so that hot counters are updated within their page."""

from django.db import migrations


class Migration(migrations.Migration):
    """Set the fill factor; pages written from now on obey it."""

    dependencies = [("bonded", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE bonded_ledgeritem SET (fillfactor = 50)",
            reverse_sql="ALTER TABLE bonded_ledgeritem RESET (fillfactor)",
        ),
    ]
