"""Stock from before lots existed: one lot without a number for each item that ever had any."""

from django.db import migrations

_LOTS = """
INSERT INTO bonded_lot (item_id, lot_no, in_on, in_qty, taken_qty, out_qty)
SELECT item.id, '', coalesce(min(entry.at), now())::date, item.actl_inc_qty, 0, item.actl_redc_qty
FROM bonded_ledgeritem AS item LEFT JOIN bonded_ledgerentry AS entry ON entry.item_id = item.id
WHERE item.actl_inc_qty > 0
GROUP BY item.id
"""

_ENTRIES = """
INSERT INTO bonded_lotentry (lot_id, subject_id, subject_no, line, counter, kind, qty, at, actor_id)
SELECT lot.id, entry.subject_id, entry.subject_no, entry.line, entry.counter, entry.kind, entry.qty, entry.at,
    entry.actor_id
FROM bonded_ledgerentry AS entry JOIN bonded_lot AS lot ON lot.item_id = entry.item_id
WHERE entry.counter IN (1, 2)
"""


class Migration(migrations.Migration):
    """Make the lots and their entries from what the ledger has."""

    dependencies = [("bonded", "0003_zone")]

    operations = [
        migrations.RunSQL(_LOTS, migrations.RunSQL.noop),
        migrations.RunSQL(_ENTRIES, migrations.RunSQL.noop),
    ]
