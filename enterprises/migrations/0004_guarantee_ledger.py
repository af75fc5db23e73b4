"""Guarantee entries get signed parts, and what was written before is rewritten in them."""

import django.db.models.expressions
from django.db import migrations, models

# Entries written before were only holds and what was given back; nothing had an opening entry. The
# append-only trigger rests while the owner of the table rewrites them once.
SIGN_WHAT_IS_THERE = """
ALTER TABLE enterprises_guaranteeentry DISABLE TRIGGER USER;
UPDATE enterprises_guaranteeentry SET held_delta = fen WHERE kind = 'hold';
UPDATE enterprises_guaranteeentry SET kind = 'restore', held_delta = -fen WHERE kind = 'give_back';
INSERT INTO enterprises_guaranteeentry
    (subject_id, kind, at, account_id, fen, limit_delta, held_delta, used_delta, reference)
SELECT 0, 'topup', a.valid_from::timestamp AT TIME ZONE 'Asia/Shanghai',
    a.id, a.limit_fen, a.limit_fen, 0, 0, ''
FROM enterprises_guaranteeaccount a ORDER BY a.id;
ALTER TABLE enterprises_guaranteeentry ENABLE TRIGGER USER;
UPDATE enterprises_guaranteeaccount a SET beneficiary = f.office
FROM enterprises_firm f WHERE f.id = a.firm_id;
"""

BACK_TO_TWO_KINDS = """
ALTER TABLE enterprises_guaranteeentry DISABLE TRIGGER USER;
DELETE FROM enterprises_guaranteeentry WHERE kind = 'topup';
UPDATE enterprises_guaranteeentry SET kind = 'give_back' WHERE kind = 'restore';
ALTER TABLE enterprises_guaranteeentry ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0003_firm_office_firm_zone_firm_firm_office_and_more"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="guaranteeaccount",
            name="guarantee_within_limit",
        ),
        migrations.RemoveConstraint(
            model_name="guaranteeentry",
            name="guaranteeentry_kind",
        ),
        migrations.AddField(
            model_name="guaranteeaccount",
            name="beneficiary",
            field=models.CharField(blank=True, default="", max_length=4),
        ),
        migrations.AddField(
            model_name="guaranteeaccount",
            name="bound_to",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="guaranteeaccount",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="guaranteeaccount",
            name="issuer",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="guaranteeaccount",
            name="kind",
            field=models.CharField(
                choices=[
                    ("cash", "Cash deposit"),
                    ("bank_letter", "Letter of guarantee"),
                    ("bond_insurance", "Tariff bond insurance"),
                ],
                default="cash",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="guaranteeaccount",
            name="letter_no",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="guaranteeaccount",
            name="scope",
            field=models.CharField(
                choices=[("single", "For one document"), ("total", "Total guarantee")],
                default="total",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="guaranteeaccount",
            name="used_fen",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="guaranteeentry",
            name="exemption_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="guaranteeentry",
            name="held_delta",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="guaranteeentry",
            name="limit_delta",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="guaranteeentry",
            name="used_delta",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="guaranteeentry",
            name="account_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.RunSQL(SIGN_WHAT_IS_THERE, BACK_TO_TWO_KINDS),
        migrations.AddConstraint(
            model_name="guaranteeaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_fen__gte", 0)), name="guarantee_used_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteeaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "limit_fen__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("held_fen"), "+", models.F("used_fen")
                        ),
                    )
                ),
                name="guarantee_within_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteeaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["cash", "bank_letter", "bond_insurance"])),
                name="guarantee_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteeaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bound_to", ""), ("scope", "total")),
                    models.Q(("scope", "single"), models.Q(("bound_to", ""), _negated=True)),
                    _connector="OR",
                ),
                name="guarantee_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteeaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "cash"),
                    models.Q(("issuer", ""), ("letter_no", ""), _connector="OR", _negated=True),
                    _connector="OR",
                ),
                name="guarantee_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteeaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("beneficiary__regex", "^([0-9]{4})?$")), name="guarantee_beneficiary"
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteeaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at__isnull", True), ("limit_fen", 0), _connector="OR"),
                name="guarantee_closed_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteeentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["hold", "deduct", "restore", "topup", "call", "return"])),
                name="guaranteeentry_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteeentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "hold"),
                        ("limit_delta", 0),
                        ("held_delta", models.F("fen")),
                        ("used_delta", 0),
                    ),
                    models.Q(
                        ("kind", "deduct"),
                        ("limit_delta", 0),
                        (
                            "held_delta",
                            django.db.models.expressions.CombinedExpression(
                                models.F("fen"), "*", models.Value(-1)
                            ),
                        ),
                        ("used_delta", models.F("fen")),
                    ),
                    models.Q(
                        ("kind", "restore"),
                        ("limit_delta", 0),
                        (
                            "held_delta",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("fen"), "*", models.Value(-1)
                                ),
                                "-",
                                models.F("used_delta"),
                            ),
                        ),
                        ("held_delta__lte", 0),
                        ("used_delta__lte", 0),
                    ),
                    models.Q(
                        ("kind", "topup"),
                        ("limit_delta", models.F("fen")),
                        ("held_delta", 0),
                        ("used_delta", 0),
                    ),
                    models.Q(
                        ("kind", "call"),
                        (
                            "limit_delta",
                            django.db.models.expressions.CombinedExpression(
                                models.F("fen"), "*", models.Value(-1)
                            ),
                        ),
                        ("held_delta", 0),
                        (
                            "used_delta__gte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("fen"), "*", models.Value(-1)
                            ),
                        ),
                        ("used_delta__lte", 0),
                    ),
                    models.Q(
                        ("kind", "return"),
                        (
                            "limit_delta",
                            django.db.models.expressions.CombinedExpression(
                                models.F("fen"), "*", models.Value(-1)
                            ),
                        ),
                        ("held_delta", 0),
                        ("used_delta", 0),
                    ),
                    _connector="OR",
                ),
                name="guaranteeentry_signs",
            ),
        ),
        migrations.AddConstraint(
            model_name="guaranteeentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account_id__isnull", False), ("exemption_id__isnull", True)),
                    models.Q(
                        ("account_id__isnull", True),
                        ("exemption_id__isnull", False),
                        ("fen", 0),
                        ("kind", "hold"),
                    ),
                    _connector="OR",
                ),
                name="guaranteeentry_of_one",
            ),
        ),
    ]
