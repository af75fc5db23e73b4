"""The first tables of the bonded room."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import kernel.orm.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("enterprises", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ledger",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ems_no", models.CharField(max_length=12, unique=True)),
                ("office", models.CharField(db_index=True, max_length=4)),
                (
                    "kind",
                    models.CharField(
                        choices=[("logistics", "Logistics ledger")], default="logistics", max_length=12
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("opened_by_id", models.BigIntegerField(null=True)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.firm"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LedgerItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_record_no", models.CharField(max_length=32)),
                ("gcode", models.CharField(max_length=10)),
                ("gname", models.CharField(max_length=512)),
                ("unit", models.CharField(max_length=3)),
                ("actl_inc_qty", kernel.orm.fields.AmountField(default=0)),
                ("actl_redc_qty", kernel.orm.fields.AmountField(default=0)),
                ("prevd_inc_qty", kernel.orm.fields.AmountField(default=0)),
                ("prevd_redc_qty", kernel.orm.fields.AmountField(default=0)),
                (
                    "ledger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="bonded.ledger"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("subject_no", models.CharField(default="", max_length=30)),
                ("line", models.SmallIntegerField(default=0)),
                (
                    "counter",
                    models.SmallIntegerField(
                        choices=[
                            (1, "Actually in"),
                            (2, "Actually out"),
                            (3, "Pre-booked in"),
                            (4, "Pre-booked out"),
                        ]
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opening", "Opening quantity"),
                            ("pre_booked", "Pre-booked"),
                            ("given_back", "Given back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("qty", kernel.orm.fields.AmountField()),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.CharField(default="", max_length=200)),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="entries",
                        to="bonded.ledgeritem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="ledger",
            constraint=models.CheckConstraint(
                condition=models.Q(("ems_no__regex", "^[A-Z][0-9]{4}[0-9A-Z]{7}$")), name="ledger_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledger",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["logistics"])), name="ledger_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledger",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="ledger_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgeritem",
            constraint=models.UniqueConstraint(fields=("ledger", "item_record_no"), name="ledgeritem_key"),
        ),
        migrations.AddConstraint(
            model_name="ledgeritem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("actl_inc_qty__gte", 0), ("actl_redc_qty__gte", 0), ("prevd_inc_qty__gte", 0)
                ),
                name="ledgeritem_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgeritem",
            constraint=models.CheckConstraint(
                condition=models.Q(("prevd_redc_qty__gte", 0)), name="ledgeritem_prevd_redc"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgeritem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "prevd_redc_qty__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("actl_inc_qty"), "-", models.F("actl_redc_qty")
                        ),
                    )
                ),
                name="ledgeritem_never_oversold",
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["item", "counter", "-id"], name="ledgerentry_item"),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("qty", 0), _negated=True), name="ledgerentry_moves"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("counter__in", [1, 2, 3, 4])), name="ledgerentry_counter"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ledgerentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="52eaae592e88b7b3d8ff5a517e7b1b5e1fb0b14b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0fa3d",
                    table="bonded_ledgerentry",
                    when="BEFORE",
                ),
            ),
        ),
    ]
