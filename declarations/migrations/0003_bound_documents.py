"""The documents a list was judged with stand beside its status."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0002_fillfactor")]

    operations = [
        migrations.AddField("liststate", name, models.BigIntegerField(null=True))
        for name in ("order_id", "payment_id", "waybill_id")
    ]
