"""The first five migrations as one, each table made whole: a new installation takes seconds, not half a minute.

Data folders that have some of the five go on with the rest of them. What 0004 rewrote is not there yet.
"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.text
import kernel.orm.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("enterprises", "0001_initial"),
        ("enterprises", "0002_firm_grade"),
        ("enterprises", "0003_firm_office_firm_zone_firm_firm_office_and_more"),
        ("enterprises", "0004_guarantee_ledger"),
        ("enterprises", "0005_absence_attachment_authority_broadcast_broadcastfirm_and_more"),
    ]

    initial = True

    dependencies = [
        ("kernel", "0003_outbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="Firm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("credit_code", models.CharField(max_length=18, unique=True)),
                ("customs_code", models.CharField(max_length=10, unique=True)),
                ("name_zh", models.CharField(max_length=100)),
                ("name_en", models.CharField(blank=True, default="", max_length=100)),
                ("platform_code", models.CharField(blank=True, max_length=20, null=True, unique=True)),
                ("dxp_id", models.CharField(blank=True, default="", max_length=30)),
                ("tolerant", models.BooleanField(default=False)),
                ("since", models.DateField()),
                ("office", models.CharField(blank=True, default="", max_length=4)),
                ("zone", models.CharField(blank=True, default="", max_length=4)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("credit_code__regex", "^[0-9A-HJ-NPQRTUWXY]{18}$")),
                        name="firm_credit_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("customs_code__regex", "^[0-9A-Z]{10}$")),
                        name="firm_customs_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("platform_code__isnull", True),
                            models.Q(("platform_code", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="firm_platform_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name_zh", ""), _negated=True), name="firm_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("office__regex", "^([0-9]{4})?$")), name="firm_office"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("zone__regex", "^([0-9]{4})?$")), name="firm_zone"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("platform_code__isnull", True),
                            models.Q(
                                ("platform_code__iregex", "^[0-9A-Z]{10}$"),
                                ("platform_code__iregex", "^[0-9A-HJ-NPQRTUWXY]{18}$"),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="firm_platform_code_own",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("firm", "Firm"), ("officer", "Customs officer")], max_length=8
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "中文"), ("en", "English")], default="zh-hans", max_length=8
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("email",), name="user_email"),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="user_email_lower",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["firm", "officer"])), name="user_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["zh-hans", "en"])), name="user_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(choices=[("filer", "Filer"), ("admin", "Administrator")], max_length=8),
                ),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["filer", "admin"])), name="membership_role"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("since")), _connector="OR"
                        ),
                        name="membership_span",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("user", "firm"),
                        name="membership_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalDataView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=160)),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "id"], name="personalview_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                        ),
                        name="personalview_said",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("office", models.CharField(max_length=4)),
                ("name", models.CharField(max_length=64)),
                (
                    "lanes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=4), default=list, size=None
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("office", "name"), name="team_name"),
                    models.CheckConstraint(
                        condition=models.Q(("office__regex", "^[0-9]{4}$")), name="team_office"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Officer"),
                            ("inspector", "Inspector"),
                            ("coordinator", "Coordinator"),
                            ("chief", "Chief"),
                            ("gate", "Gate officer"),
                            ("operator", "Site operator"),
                            ("laboratory", "Laboratory"),
                        ],
                        max_length=12,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="enterprises.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "officer",
                                    "inspector",
                                    "coordinator",
                                    "chief",
                                    "gate",
                                    "operator",
                                    "laboratory",
                                ],
                            )
                        ),
                        name="post_role",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("officer", "team", "role"),
                        name="post_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="post_span",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tolerant", models.BooleanField()),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reading_changes",
                        to="enterprises.firm",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="readingchange_said"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=64)),
                ("prefix", models.CharField(max_length=12)),
                ("token_hash", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="enterprises.firm",
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("token_hash",), name="apitoken_hash"),
                    models.UniqueConstraint(fields=("prefix",), name="apitoken_prefix"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="apitoken_revoked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__isnull", True),
                            ("expires_at__gt", models.F("created_at")),
                            _connector="OR",
                        ),
                        name="apitoken_span",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("platform", "E-commerce platform"),
                            ("merchant", "E-commerce merchant"),
                            ("payment", "Payment firm"),
                            ("logistics", "Logistics firm"),
                            ("declarant", "Declarant"),
                            ("zone_operator", "Zone operator"),
                        ],
                        max_length=16,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kinds",
                        to="enterprises.firm",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "platform",
                                    "merchant",
                                    "payment",
                                    "logistics",
                                    "declarant",
                                    "zone_operator",
                                ],
                            )
                        ),
                        name="firmkind_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="firmkind_span",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("firm", "kind"),
                        name="firmkind_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuaranteeAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=32, unique=True)),
                ("limit_fen", models.BigIntegerField()),
                ("held_fen", models.BigIntegerField(default=0)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantees",
                        to="enterprises.firm",
                    ),
                ),
                ("beneficiary", models.CharField(blank=True, default="", max_length=4)),
                ("bound_to", models.CharField(blank=True, default="", max_length=60)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("issuer", models.CharField(blank=True, default="", max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cash", "Cash deposit"),
                            ("bank_letter", "Letter of guarantee"),
                            ("bond_insurance", "Tariff bond insurance"),
                        ],
                        default="cash",
                        max_length=16,
                    ),
                ),
                ("letter_no", models.CharField(blank=True, default="", max_length=60)),
                (
                    "scope",
                    models.CharField(
                        choices=[("single", "For one document"), ("total", "Total guarantee")],
                        default="total",
                        max_length=8,
                    ),
                ),
                ("used_fen", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("held_fen__gte", 0)), name="guarantee_held_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="guarantee_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used_fen__gte", 0)), name="guarantee_used_not_negative"
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["cash", "bank_letter", "bond_insurance"])),
                        name="guarantee_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bound_to", ""), ("scope", "total")),
                            models.Q(("scope", "single"), models.Q(("bound_to", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="guarantee_scope",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "cash"),
                            models.Q(("issuer", ""), ("letter_no", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="guarantee_letter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("beneficiary__regex", "^([0-9]{4})?$")),
                        name="guarantee_beneficiary",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at__isnull", True), ("limit_fen", 0), _connector="OR"),
                        name="guarantee_closed_is_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuaranteeEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("account_id", models.BigIntegerField(null=True)),
                ("fen", models.BigIntegerField()),
                ("reference", models.CharField(blank=True, default="", max_length=60)),
                ("exemption_id", models.BigIntegerField(null=True)),
                ("held_delta", models.BigIntegerField(default=0)),
                ("limit_delta", models.BigIntegerField(default=0)),
                ("used_delta", models.BigIntegerField(default=0)),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["account_id", "id"], name="guaranteeentry_account")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fen__gte", 0)), name="guaranteeentry_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["hold", "deduct", "restore", "topup", "call", "return"])
                        ),
                        name="guaranteeentry_kind",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmGrade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("advanced_certified", "Advanced certified"),
                            ("certified", "Certified"),
                            ("general_certified", "General certified"),
                            ("default", "No special grade"),
                            ("dishonest", "Dishonest"),
                            ("seriously_dishonest", "Seriously dishonest"),
                        ],
                        max_length=20,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("ground", models.CharField(max_length=500)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grades",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("change_no", models.CharField(blank=True, default="", max_length=20)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("decision", "Decision of two officers"),
                            ("report", "National credit file"),
                        ],
                        default="decision",
                        max_length=8,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="firmgrade_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground", ""), _negated=True), name="firmgrade_ground"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "grade__in",
                                [
                                    "advanced_certified",
                                    "certified",
                                    "general_certified",
                                    "default",
                                    "dishonest",
                                    "seriously_dishonest",
                                ],
                            )
                        ),
                        name="firmgrade_grade",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["decision", "report"])), name="firmgrade_source"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("firm"), "="),
                            (models.F("source"), "="),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_to",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="firmgrade_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(max_length=4)),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("leave", "On leave"),
                            ("duty_trip", "Duty trip"),
                            ("training", "Training"),
                            ("illness", "Illness"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputised",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shortened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["deputy", "to_at"], name="absence_deputy")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["leave", "duty_trip", "training", "illness"])),
                        name="absence_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deputy", models.F("officer")), _negated=True),
                        name="absence_other_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_at__gte", models.F("from_at"))), name="absence_span"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("office__regex", "^[0-9]{4}$")), name="absence_office"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("officer"), "="),
                            (
                                models.Func(
                                    "from_at",
                                    "to_at",
                                    function="tstzrange",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="absence_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=32, unique=True)),
                ("subject_kind", models.CharField(max_length=24)),
                ("subject_id", models.BigIntegerField()),
                ("subject_no", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.BigIntegerField()),
                ("label", models.CharField(blank=True, default="", max_length=32)),
                ("at", models.DateTimeField()),
                ("public", models.BooleanField(default=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.file"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id", "id"], name="attachment_subject")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("subject_kind__regex", "^[a-z_]{2,24}$")), name="attachment_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), ("size__gt", 0)),
                        name="attachment_filled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "content_type__in",
                                (
                                    "application/pdf",
                                    "image/png",
                                    "image/jpeg",
                                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                    "text/plain",
                                ),
                            )
                        ),
                        name="attachment_type",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Authority",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("declare", "Declare"),
                                ("bonded", "Bonded goods"),
                                ("reserve", "Reserve hours"),
                                ("guarantee", "Draw on the guarantee"),
                            ],
                            max_length=10,
                        ),
                        size=None,
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("given_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by_agent", models.BooleanField(default=False)),
                ("end_reason", models.CharField(blank=True, default="", max_length=500)),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authorities_held",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authorities_given",
                        to="enterprises.firm",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agent", "valid_to"], name="authority_agent")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("principal", models.F("agent")), _negated=True),
                        name="authority_other_firm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))), name="authority_span"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scopes__len__gt", 0)), name="authority_some_scope"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scopes__contained_by", ["declare", "bonded", "reserve", "guarantee"])
                        ),
                        name="authority_scopes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end_reason", ""), ("ended_at__isnull", True), ("ended_by__isnull", True)
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="authority_end_said",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        expressions=[
                            (models.F("principal"), "="),
                            (models.F("agent"), "="),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_to",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="authority_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Broadcast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(max_length=4)),
                ("title", models.CharField(max_length=200)),
                ("text", models.CharField(max_length=4000)),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("all", "All my firms"),
                            ("kind", "My firms of one kind"),
                            ("chosen", "Chosen firms"),
                        ],
                        max_length=8,
                    ),
                ),
                ("kind", models.CharField(blank=True, default="", max_length=16)),
                ("sent_at", models.DateTimeField()),
                ("retracted_at", models.DateTimeField(blank=True, null=True)),
                ("retract_reason", models.CharField(blank=True, default="", max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["by", "-id"], name="broadcast_by")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="broadcast_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ["all", "kind", "chosen"])), name="broadcast_scope"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("retract_reason", ""),
                                ("retracted_at__isnull", True),
                                ("retracted_by__isnull", True),
                            ),
                            models.Q(
                                ("retracted_at__isnull", False),
                                ("retracted_by__isnull", False),
                                models.Q(("retract_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="broadcast_retracted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BroadcastFirm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "broadcast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="firms",
                        to="enterprises.broadcast",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.firm"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("broadcast", "firm"), name="broadcastfirm_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BroadcastRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "broadcast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reads",
                        to="enterprises.broadcast",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.firm"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("broadcast", "firm", "user"), name="broadcastread_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Coordination",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(blank=True, null=True)),
                ("ground", models.CharField(max_length=500)),
                ("hand_over_note", models.CharField(blank=True, default="", max_length=2000)),
                ("end_reason", models.CharField(blank=True, default="", max_length=20)),
                ("end_text", models.CharField(blank=True, default="", max_length=500)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coordinations",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coordinations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["officer", "to_at"], name="coordination_officer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ground", ""), _negated=True), name="coordination_ground"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_at__isnull", True), ("to_at__gte", models.F("from_at")), _connector="OR"
                        ),
                        name="coordination_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_reason", ""), ("ended_by__isnull", True), ("to_at__isnull", True)),
                            models.Q(
                                ("ended_by__isnull", False),
                                ("to_at__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="coordination_end",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("firm"), "="),
                            (
                                models.Func(
                                    "from_at",
                                    "to_at",
                                    function="tstzrange",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="coordination_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Difficulty",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("status", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(max_length=4)),
                ("raised_for", models.BooleanField(default=False)),
                ("raised_at", models.DateTimeField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("page", "On this portal"),
                            ("phone", "By phone"),
                            ("visit", "At a visit"),
                            ("hall", "At the service hall"),
                            ("mail", "By letter or e-mail"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("declaration", "Declaration"),
                            ("inspection", "Inspection"),
                            ("guarantee", "Guarantee"),
                            ("tax", "Tax"),
                            ("bonded", "Bonded ledger"),
                            ("logistics", "Logistics and gate"),
                            ("registration", "Registration"),
                            ("system", "System failure"),
                            ("policy", "Policy question"),
                            ("other", "Other"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[("normal", "Normal"), ("urgent", "Urgent"), ("critical", "Critical")],
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.CharField(max_length=4000)),
                (
                    "triage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("at_once", "At once"),
                            ("simple", "Simple"),
                            ("complex", "Complex"),
                            ("maximum", "Longest"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "ball",
                    models.CharField(
                        choices=[("firm", "With the firm"), ("customs", "With customs")],
                        default="customs",
                        max_length=8,
                    ),
                ),
                ("clock_from", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("paused_days", models.PositiveSmallIntegerField(default=0)),
                ("paused_from", models.DateTimeField(blank=True, null=True)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("confirmed", "Confirmed by the firm"),
                            ("silence", "No word from the firm after the answer"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("mark", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("mark_remark", models.CharField(blank=True, default="", max_length=500)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="difficulties",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repetitions",
                        to="enterprises.difficulty",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.team",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "difficulties",
                "indexes": [
                    models.Index(fields=["firm", "-subject_id"], name="difficulty_firm"),
                    models.Index(fields=["office", "due_at", "subject_id"], name="difficulty_due"),
                    models.Index(fields=["owner", "due_at"], name="difficulty_owner"),
                    models.Index(
                        condition=models.Q(("status__lte", 4)), fields=["due_at"], name="difficulty_open"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", [1, 2, 3, 4, 5, 6])), name="difficulty_status"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("office__regex", "^[0-9]{4}$")), name="difficulty_office"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="difficulty_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["page", "phone", "visit", "hall", "mail"])),
                        name="difficulty_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "category__in",
                                [
                                    "declaration",
                                    "inspection",
                                    "guarantee",
                                    "tax",
                                    "bonded",
                                    "logistics",
                                    "registration",
                                    "system",
                                    "policy",
                                    "other",
                                ],
                            )
                        ),
                        name="difficulty_category",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("urgency__in", ["normal", "urgent", "critical"])),
                        name="difficulty_urgency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", [1, 6]),
                            models.Q(
                                ("triage__in", ["at_once", "simple", "complex", "maximum"]),
                                ("owner__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="difficulty_triaged",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paused_from__isnull", False), ("status", 3)),
                            models.Q(models.Q(("status", 3), _negated=True), ("paused_from__isnull", True)),
                            _connector="OR",
                        ),
                        name="difficulty_paused",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ball", "customs"), ("status__in", [1, 2])),
                            models.Q(("ball", "firm"), ("status__in", [3, 4])),
                            models.Q(("ball__in", ["firm", "customs"]), ("status__gte", 5)),
                            _connector="OR",
                        ),
                        name="difficulty_ball",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                                ("closed_how", ""),
                                ("mark__isnull", True),
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("closed_at__isnull", False),
                                models.Q(
                                    models.Q(
                                        ("closed_by__isnull", False),
                                        ("closed_how", "confirmed"),
                                        ("mark__isnull", False),
                                    ),
                                    models.Q(
                                        ("closed_by__isnull", True),
                                        ("closed_how", "silence"),
                                        ("mark__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="difficulty_closed_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", 5), models.Q(("closed_how", ""), _negated=True)),
                            models.Q(models.Q(("status", 5), _negated=True), ("closed_how", "")),
                            _connector="OR",
                        ),
                        name="difficulty_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mark__isnull", True), ("mark__range", (1, 5)), _connector="OR"),
                        name="difficulty_mark",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("same_as__isnull", True),
                            models.Q(("same_as", models.F("subject_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="difficulty_not_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DifficultyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plan", "Supervision plan"),
                            ("rule", "Rule"),
                            ("guide", "Guide"),
                            ("other", "Other"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.CharField(blank=True, default="", max_length=60)),
                ("text", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "difficulty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="enterprises.difficulty",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="difficultychange_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["plan", "rule", "guide", "other"])),
                        name="difficultychange_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DifficultyEscalation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("untriaged", "Critical, and nobody has taken it in hand"),
                            ("overdue", "Overdue"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "difficulty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="enterprises.difficulty",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("difficulty", "round", "level"), name="difficultyescalation_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DifficultyEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("verb", models.CharField(max_length=40)),
                ("source", models.SmallIntegerField(null=True)),
                ("target", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "xid",
                    kernel.orm.fields.Xid8Field(db_default=kernel.orm.fields.CurrentXid(), editable=False),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["xid", "id"], name="enterprises_xid_e25e6a_idx")],
            },
        ),
        migrations.CreateModel(
            name="DifficultyHelp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "difficulty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helps",
                        to="enterprises.difficulty",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.team"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("difficulty", "team"), name="difficultyhelp_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DifficultyLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("number", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "difficulty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="enterprises.difficulty",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "number"], name="difficultylink_number")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("difficulty", "kind", "number"), name="difficultylink_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="difficultylink_number_said"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DifficultyNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "Note"),
                            ("question", "Question to the firm"),
                            ("reply", "Reply of the firm"),
                            ("answer", "Answer of customs"),
                            ("objection", "Not solved"),
                        ],
                        max_length=12,
                    ),
                ),
                ("internal", models.BooleanField(default=False)),
                ("by_customs", models.BooleanField()),
                ("text", models.CharField(max_length=4000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "difficulty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="enterprises.difficulty",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["difficulty", "id"], name="difficultynote_in_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="difficultynote_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["note", "question", "reply", "answer", "objection"])
                        ),
                        name="difficultynote_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("internal", False),
                            models.Q(("by_customs", True), ("kind", "note")),
                            _connector="OR",
                        ),
                        name="difficultynote_internal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DifficultyMention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="enterprises.difficultynote",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("note", "user"), name="difficultymention_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DifficultyPause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField()),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "difficulty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="enterprises.difficulty",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_at__gte", models.F("from_at"))), name="difficultypause_span"
                    ),
                    models.UniqueConstraint(fields=("difficulty", "from_at"), name="difficultypause_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DifficultyWeek",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("office", models.CharField(max_length=4)),
                ("week", models.CharField(max_length=8)),
                ("as_of", models.DateField()),
                ("figures", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["office", "-id"], name="difficultyweek_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("office", "week"), name="difficultyweek_once"),
                    models.CheckConstraint(
                        condition=models.Q(("office__regex", "^[0-9]{4}$")), name="difficultyweek_office"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week__regex", "^[0-9]{4}-W[0-9]{2}$")),
                        name="difficultyweek_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("as_of__iso_week_day", 1)), name="difficultyweek_monday"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("changes", models.JSONField()),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="enterprises.firm",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("changes", []), _negated=True)
                        ),
                        name="firmchange_said",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FirmRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("failed_test", "Failed test"),
                            ("failed_inspection", "Inspection with findings"),
                            ("penalty", "Penalty"),
                            ("late", "Deadline missed"),
                            ("other", "Other fact"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("subject_kind", models.CharField(blank=True, db_default="", max_length=20)),
                ("subject_no", models.CharField(blank=True, db_default="", max_length=40)),
                ("note", models.CharField(max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_note", models.CharField(blank=True, db_default="", max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="enterprises.firm",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["firm", "at"], name="firmrecord_firm")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["failed_test", "failed_inspection", "penalty", "late", "other"])
                        ),
                        name="firmrecord_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="firmrecord_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", True),
                            models.Q(
                                ("closed_at__gte", models.F("at")),
                                models.Q(("closed_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="firmrecord_closed_with_note",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("subject_no", ""), _negated=True),
                        fields=("firm", "kind", "subject_kind", "subject_no"),
                        name="firmrecord_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GradeChange",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("status", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(max_length=4)),
                ("grade", models.CharField(max_length=20)),
                ("valid_from", models.DateField()),
                ("ground", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=500)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("said", models.CharField(blank=True, db_default="", max_length=500)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grade_changes",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["office", "status"], name="enterprises_office_fe8b63_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True), models.Q(("ground", ""), _negated=True)
                        ),
                        name="gradechange_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="gradechange_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", 30), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="gradechange_decided",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", 10)), fields=("firm",), name="gradechange_one_waiting"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GradeChangeEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("verb", models.CharField(max_length=40)),
                ("source", models.SmallIntegerField(null=True)),
                ("target", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "xid",
                    kernel.orm.fields.Xid8Field(db_default=kernel.orm.fields.CurrentXid(), editable=False),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["xid", "id"], name="enterprises_xid_f18830_idx")],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("position", models.SmallIntegerField()),
                (
                    "access",
                    models.CharField(
                        choices=[
                            ("rule", "Open by rule"),
                            ("application", "By application"),
                            ("grant", "By grant"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "open_to",
                    models.CharField(
                        choices=[
                            ("everyone", "Every firm"),
                            ("honest", "Every firm but dishonest ones"),
                            ("zone", "Firms of the bonded zone"),
                            ("zone_honest", "Firms of the bonded zone but dishonest ones"),
                        ],
                        max_length=12,
                    ),
                ),
                ("office", models.CharField(blank=True, default="", max_length=4)),
                ("published_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, default="", max_length=500)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z][a-z0-9_]{2,39}$")), name="measure_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("access__in", ["rule", "application", "grant"])),
                        name="measure_access",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("open_to__in", ["everyone", "honest", "zone", "zone_honest"])),
                        name="measure_open_to",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("office__regex", "^([0-9]{4})?$")), name="measure_office"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("office", ""), ("published_by__isnull", False), _connector="OR"),
                        name="measure_published_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                                ("withdrawn_reason", ""),
                            ),
                            models.Q(
                                ("withdrawn_at__gte", models.F("published_at")),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="measure_withdrawn_said",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("status", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(max_length=4)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("reason", models.CharField(max_length=500)),
                ("undertakings", models.JSONField(default=list)),
                ("conditions", models.CharField(blank=True, db_default="", max_length=1000)),
                ("asked_at", models.DateTimeField()),
                ("recommended_at", models.DateTimeField(null=True)),
                ("recommendation", models.CharField(blank=True, db_default="", max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
                ("said", models.CharField(blank=True, db_default="", max_length=500)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.CharField(blank=True, db_default="", max_length=500)),
                ("grounds", models.JSONField(default=list)),
                ("reminded_on", models.DateField(null=True)),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recommended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="enterprises.measure",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["office", "status"], name="grant_queue"),
                    models.Index(fields=["firm", "status"], name="grant_firm"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))), name="grant_span"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="grant_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_by__isnull", False), ("proposed_by__isnull", True)),
                            models.Q(("applied_by__isnull", True), ("proposed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="grant_asked_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("proposed_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="grant_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("recommended_by__isnull", True),
                            models.Q(("decided_by", models.F("recommended_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="grant_recommender_decides_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recommendation", ""), ("recommended_by__isnull", True)),
                            models.Q(
                                ("recommended_at__isnull", False),
                                ("recommended_by__isnull", False),
                                models.Q(("recommendation", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="grant_recommendation_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", (30, 90, 91)), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="grant_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", 80), _negated=True),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="grant_refused_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", 90), _negated=True),
                            models.Q(
                                ("ended_at__isnull", False), models.Q(("ended_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="grant_revoked_with_ground",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", (10, 20))),
                        fields=("firm", "measure"),
                        name="grant_one_asked_for",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("status", 30)),
                        expressions=[
                            (models.F("firm"), "="),
                            (models.F("measure"), "="),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_to",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="grant_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("verb", models.CharField(max_length=40)),
                ("source", models.SmallIntegerField(null=True)),
                ("target", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "xid",
                    kernel.orm.fields.Xid8Field(db_default=kernel.orm.fields.CurrentXid(), editable=False),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["xid", "id"], name="enterprises_xid_76b54d_idx")],
            },
        ),
        migrations.CreateModel(
            name="GuaranteeClaim",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("status", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(max_length=4)),
                ("fen", models.BigIntegerField()),
                ("used_fen", models.BigIntegerField(default=0)),
                ("duty", models.CharField(max_length=60)),
                ("duty_id", models.BigIntegerField(blank=True, null=True)),
                ("ground", models.CharField(max_length=500)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, default="", max_length=500)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_note", models.CharField(blank=True, default="", max_length=500)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="enterprises.guaranteeaccount",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantee_claims",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "status"], name="guaranteeclaim_account")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="guaranteeclaim_amount"),
                    models.CheckConstraint(
                        condition=models.Q(("used_fen__gte", 0), ("used_fen__lte", models.F("fen"))),
                        name="guaranteeclaim_used",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", ""), _negated=True), models.Q(("duty", ""), _negated=True)
                        ),
                        name="guaranteeclaim_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("office__regex", "^[0-9]{4}$")), name="guaranteeclaim_office"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="guaranteeclaim_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by__isnull", True),
                            models.Q(
                                models.Q(("ended_by", models.F("proposed_by")), _negated=True),
                                models.Q(
                                    models.Q(("status", 91), _negated=True),
                                    models.Q(("ended_by", models.F("decided_by")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="guaranteeclaim_end_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuaranteeClaimEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("verb", models.CharField(max_length=40)),
                ("source", models.SmallIntegerField(null=True)),
                ("target", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "xid",
                    kernel.orm.fields.Xid8Field(db_default=kernel.orm.fields.CurrentXid(), editable=False),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["xid", "id"], name="enterprises_xid_01cc7e_idx")],
            },
        ),
        migrations.CreateModel(
            name="GuaranteeExemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("ground", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, default="", max_length=500)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantee_exemptions",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))), name="exemption_span"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground", ""), _negated=True), name="exemption_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        name="exemption_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_by__isnull", True),
                            models.Q(("ended_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="exemption_end_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("end_reason", ""), ("ended_at__isnull", True), ("ended_by__isnull", True)
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="exemption_end_said",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        expressions=[
                            (models.F("firm"), "="),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_to",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="exemption_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuaranteeFile",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("status", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(max_length=4)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("open", "New guarantee"),
                            ("top_up", "Top-up"),
                            ("change", "Change of term or letter"),
                            ("return", "Return of the guarantee"),
                            ("exemption", "Exemption from the guarantee"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "guarantee_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cash", "Cash deposit"),
                            ("bank_letter", "Letter of guarantee"),
                            ("bond_insurance", "Tariff bond insurance"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        blank=True,
                        choices=[("single", "For one document"), ("total", "Total guarantee")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("bound_to", models.CharField(blank=True, default="", max_length=60)),
                ("fen", models.BigIntegerField(default=0)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("issuer", models.CharField(blank=True, default="", max_length=100)),
                ("letter_no", models.CharField(blank=True, default="", max_length=60)),
                (
                    "letter_states",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), blank=True, default=list, size=None
                    ),
                ),
                ("ground", models.CharField(blank=True, default="", max_length=500)),
                ("due_on", models.DateField()),
                ("left_days", models.IntegerField(default=0)),
                ("question", models.CharField(blank=True, default="", max_length=500)),
                ("answer", models.CharField(blank=True, default="", max_length=500)),
                ("proposal", models.CharField(blank=True, default="", max_length=10)),
                ("proposal_note", models.CharField(blank=True, default="", max_length=500)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, default="", max_length=500)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="enterprises.guaranteeaccount",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guarantee_files",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["office", "status", "due_on"], name="guaranteefile_queue"),
                    models.Index(fields=["firm", "status"], name="guaranteefile_firm"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["open", "top_up", "change", "return", "exemption"])),
                        name="guaranteefile_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("office__regex", "^[0-9]{4}$")), name="guaranteefile_office"
                    ),
                    models.CheckConstraint(condition=models.Q(("fen__gte", 0)), name="guaranteefile_amount"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("open", "exemption")), ("account__isnull", False), _connector="OR"
                        ),
                        name="guaranteefile_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="guaranteefile_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="guaranteefile_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proposal__in", ("", "approve", "refuse"))),
                        name="guaranteefile_proposal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuaranteeFileEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("verb", models.CharField(max_length=40)),
                ("source", models.SmallIntegerField(null=True)),
                ("target", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "xid",
                    kernel.orm.fields.Xid8Field(db_default=kernel.orm.fields.CurrentXid(), editable=False),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["xid", "id"], name="enterprises_xid_c7a3a3_idx")],
            },
        ),
        migrations.CreateModel(
            name="GuaranteeFreeze",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ground", models.CharField(max_length=8)),
                ("reason", models.CharField(max_length=500)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lift_reason", models.CharField(blank=True, default="", max_length=500)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="freezes",
                        to="enterprises.guaranteeaccount",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="freezes",
                        to="enterprises.guaranteeclaim",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ground__in", ("overdue", "officer", "claim"))),
                        name="guaranteefreeze_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="guaranteefreeze_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True), ("to_on__gt", models.F("from_on")), _connector="OR"
                        ),
                        name="guaranteefreeze_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lift_reason", ""), ("lifted_at__isnull", True), ("lifted_by__isnull", True)
                            ),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("lifted_by__isnull", False),
                                models.Q(("lift_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="guaranteefreeze_lift_said",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("claim__isnull", True), ("lifted_at__isnull", True), ("to_on__isnull", True)
                        ),
                        fields=("account", "ground"),
                        name="guaranteefreeze_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuaranteeWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("mark", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("cleared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="enterprises.guaranteeaccount",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "kind", "mark"), name="guaranteewarning_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                (
                    "role",
                    models.CharField(choices=[("filer", "Filer"), ("admin", "Administrator")], max_length=8),
                ),
                ("nonce", models.CharField(max_length=43)),
                ("token_hash", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["email"], name="invitation_email")],
                "constraints": [
                    models.UniqueConstraint(fields=("token_hash",), name="invitation_token"),
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at__isnull", True), ("revoked_at__isnull", True)),
                        fields=("firm", "email"),
                        name="invitation_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="invitation_email_lower",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["filer", "admin"])), name="invitation_role"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("at"))), name="invitation_span"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("accepted_by__isnull", True)),
                            models.Q(
                                ("accepted_at__isnull", False),
                                ("accepted_by__isnull", False),
                                ("revoked_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="invitation_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_revoked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.SmallIntegerField()),
                ("title_zh", models.CharField(max_length=60)),
                ("title_en", models.CharField(max_length=100)),
                ("text_zh", models.CharField(max_length=2000)),
                ("text_en", models.CharField(max_length=4000)),
                ("source_zh", models.CharField(max_length=300)),
                ("source_en", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="enterprises.measure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "version"), name="measuretext_version"),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="measuretext_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title_zh", ""), _negated=True),
                            models.Q(("title_en", ""), _negated=True),
                            models.Q(("text_zh", ""), _negated=True),
                            models.Q(("text_en", ""), _negated=True),
                            models.Q(("source_zh", ""), _negated=True),
                            models.Q(("source_en", ""), _negated=True),
                        ),
                        name="measuretext_both_languages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[("joined", "Joined"), ("role", "Role changed"), ("ended", "Left")],
                        max_length=8,
                    ),
                ),
                (
                    "role",
                    models.CharField(choices=[("filer", "Filer"), ("admin", "Administrator")], max_length=8),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="enterprises.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verb__in", ["joined", "role", "ended"])),
                        name="membershipchange_verb",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["filer", "admin"])), name="membershipchange_role"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verb", "ended"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="membershipchange_said",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("subject", models.CharField(max_length=200)),
                ("opened_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["firm", "-last_at", "-id"], name="thread_firm")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("subject", ""), _negated=True), name="thread_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_firm", models.BooleanField()),
                ("text", models.CharField(max_length=4000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="enterprises.thread",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["thread", "id"], name="message_thread")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="message_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("subject_no", models.CharField(blank=True, default="", max_length=80)),
                ("args", models.JSONField(blank=True, default=dict)),
                ("audience", models.CharField(max_length=100)),
                ("fold_key", models.CharField(blank=True, default="", max_length=100)),
                ("count", models.PositiveIntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "firm",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.firm",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("fold_key", ""), _negated=True),
                        fields=("kind", "audience", "fold_key"),
                        name="notice_fold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", ""), _negated=True), name="notice_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("at__gte", models.F("first_at"))), name="notice_span"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_key", models.CharField(blank=True, default="", max_length=60)),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="copies",
                        to="enterprises.notice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-at", "-id"], name="noticecopy_newest"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["user"],
                        name="noticecopy_unread",
                    ),
                    models.Index(
                        condition=models.Q(("read_at__isnull", False)),
                        fields=["read_at"],
                        name="noticecopy_read",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("notice", "user"), name="noticecopy_once")],
            },
        ),
        migrations.CreateModel(
            name="NoticeFeed",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("cursor", models.CharField(blank=True, default="", max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="NoticePreference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("bell", models.BooleanField(blank=True, null=True)),
                ("mail", models.BooleanField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "code"), name="noticepreference_once"),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), _negated=True), name="noticepreference_code"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficerCard",
            fields=[
                (
                    "officer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="card",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("phone", models.CharField(max_length=30)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("phone", ""), _negated=True), name="officercard_phone"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("status", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(max_length=4)),
                ("title", models.CharField(max_length=100)),
                ("goods", models.CharField(max_length=300)),
                ("hs_prefixes", models.JSONField(default=list)),
                ("scenario", models.CharField(max_length=24)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("legal_basis", models.CharField(max_length=300)),
                ("switches", models.JSONField(default=list)),
                ("address", models.CharField(blank=True, db_default="", max_length=200)),
                ("difficulty_no", models.CharField(blank=True, db_default="", max_length=20)),
                ("drafted_at", models.DateTimeField()),
                ("officer_at", models.DateTimeField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("chief_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("said", models.CharField(blank=True, db_default="", max_length=500)),
                ("reminded_on", models.DateField(null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "chief",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["firm", "status"], name="plan_firm"),
                    models.Index(fields=["office", "status"], name="plan_queue"),
                    models.Index(
                        condition=models.Q(("difficulty_no", ""), _negated=True),
                        fields=["difficulty_no"],
                        name="plan_difficulty",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))), name="plan_span"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "scenario__in",
                                [
                                    "relief_supplies",
                                    "emergency_clearance",
                                    "perishable",
                                    "high_volume_event",
                                    "new_business",
                                    "other",
                                ],
                            )
                        ),
                        name="plan_scenario",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("goods", ""), _negated=True),
                            models.Q(("legal_basis", ""), _negated=True),
                        ),
                        name="plan_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("switches", []), _negated=True), name="plan_switches_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hs_prefixes", []), _negated=True), name="plan_names_goods"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("officer__isnull", True),
                            models.Q(("officer", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_officer_is_second",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chief__isnull", True),
                            models.Q(
                                ("officer__isnull", False),
                                models.Q(("chief", models.F("drafted_by")), _negated=True),
                                models.Q(("chief", models.F("officer")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="plan_chief_is_third",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", (30, 40, 50)), _negated=True),
                            models.Q(("officer__isnull", False), ("officer_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="plan_approved_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", (40, 50)), _negated=True),
                            models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="plan_agreed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", (50, 90, 91)), _negated=True),
                            models.Q(("chief__isnull", False), ("chief_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="plan_approved_twice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", (80, 90)), _negated=True),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_ended_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("verb", models.CharField(max_length=40)),
                ("source", models.SmallIntegerField(null=True)),
                ("target", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "xid",
                    kernel.orm.fields.Xid8Field(db_default=kernel.orm.fields.CurrentXid(), editable=False),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["xid", "id"], name="enterprises_xid_efc919_idx")],
            },
        ),
        migrations.CreateModel(
            name="PostChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verb",
                    models.CharField(
                        choices=[("given", "Post given"), ("ended", "Post ended")], max_length=8
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Officer"),
                            ("inspector", "Inspector"),
                            ("coordinator", "Coordinator"),
                            ("chief", "Chief"),
                            ("gate", "Gate officer"),
                            ("operator", "Site operator"),
                            ("laboratory", "Laboratory"),
                        ],
                        max_length=12,
                    ),
                ),
                ("day", models.DateField()),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="enterprises.post",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verb__in", ["given", "ended"])), name="postchange_verb"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "officer",
                                    "inspector",
                                    "coordinator",
                                    "chief",
                                    "gate",
                                    "operator",
                                    "laboratory",
                                ],
                            )
                        ),
                        name="postchange_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verb", "ended"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="postchange_said",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="recusal_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_at__isnull", True), ("to_at__gte", models.F("from_at")), _connector="OR"
                        ),
                        name="recusal_span",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("officer"), "="),
                            (models.F("firm"), "="),
                            (
                                models.Func(
                                    "from_at",
                                    "to_at",
                                    function="tstzrange",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="recusal_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("status", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("credit_code", models.CharField(blank=True, default="", max_length=32)),
                ("customs_code", models.CharField(blank=True, default="", max_length=32)),
                ("name_zh", models.CharField(blank=True, default="", max_length=100)),
                ("name_en", models.CharField(blank=True, default="", max_length=100)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), blank=True, default=list, size=None
                    ),
                ),
                ("platform_code", models.CharField(blank=True, default="", max_length=20)),
                ("dxp_id", models.CharField(blank=True, default="", max_length=30)),
                ("office", models.CharField(blank=True, default="", max_length=4)),
                ("zone", models.CharField(blank=True, default="", max_length=4)),
                ("address", models.CharField(blank=True, default="", max_length=200)),
                ("personal", models.BinaryField(default=b"")),
                ("undertaken", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registration",
                        to="enterprises.firm",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["office", "status", "subject_id"], name="registration_queue")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", [10, 20, 30, 40, 80, 81])),
                        name="registration_status",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", (20, 30))),
                        fields=("credit_code",),
                        name="registration_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", [10, 30, 81]),
                            models.Q(
                                ("credit_code__regex", "^[0-9A-HJ-NPQRTUWXY]{18}$"),
                                ("customs_code__regex", "^[0-9A-Z]{10}$"),
                                ("office__regex", "^[0-9]{4}$"),
                                ("zone__regex", "^([0-9]{4})?$"),
                                models.Q(("name_zh", ""), _negated=True),
                                models.Q(
                                    ("platform_code__iregex", "^[0-9A-Z]{10}$"),
                                    ("platform_code__iregex", "^[0-9A-HJ-NPQRTUWXY]{18}$"),
                                    _connector="OR",
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="registration_filled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("firm__isnull", False), ("status", 40)),
                            models.Q(models.Q(("status", 40), _negated=True), ("firm", None)),
                            _connector="OR",
                        ),
                        name="registration_firm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("applicant")), _negated=True),
                            _connector="OR",
                        ),
                        name="registration_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistrationEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("verb", models.CharField(max_length=40)),
                ("source", models.SmallIntegerField(null=True)),
                ("target", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "xid",
                    kernel.orm.fields.Xid8Field(db_default=kernel.orm.fields.CurrentXid(), editable=False),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["xid", "id"], name="enterprises_xid_39d518_idx")],
            },
        ),
        migrations.CreateModel(
            name="Resumption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(blank=True, default="", max_length=4)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("stopped", "Stopped"),
                            ("partly", "Partly resumed"),
                            ("full", "Fully resumed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("share", models.SmallIntegerField()),
                (
                    "blockers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("text", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resumptions",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["firm", "-at", "-id"], name="resumption_firm"),
                    models.Index(fields=["office", "at"], name="resumption_office"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("share", 0), ("state", "stopped")),
                            models.Q(("share__gte", 1), ("share__lte", 99), ("state", "partly")),
                            models.Q(("share", 100), ("state", "full")),
                            _connector="OR",
                        ),
                        name="resumption_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "blockers__contained_by",
                                [
                                    "workers",
                                    "logistics",
                                    "raw_material",
                                    "orders",
                                    "funds",
                                    "customs",
                                    "epidemic",
                                    "other",
                                ],
                            )
                        ),
                        name="resumption_blockers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("blockers__contains", ["other"]), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="resumption_other_said",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResumptionCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("remark", models.CharField(blank=True, default="", max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_made",
                        to="enterprises.resumption",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SeniorContact",
            fields=[
                (
                    "firm",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="senior_contact",
                        serialize=False,
                        to="enterprises.firm",
                    ),
                ),
                ("position", models.CharField(max_length=64)),
                ("named_at", models.DateTimeField()),
                (
                    "named_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("position", ""), _negated=True), name="seniorcontact_position"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingDocument",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("status", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("business_licence", "Business licence"),
                            ("customs_certificate", "Customs registration certificate"),
                            ("food_importer", "Food importer record"),
                            ("security", "Information security certificate"),
                            ("other", "Other document"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(blank=True, default="", max_length=100)),
                ("document_no", models.CharField(max_length=64)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("filed_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_documents",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="enterprises.standingdocument",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["firm", "status", "valid_to"], name="standing_firm")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", [10, 30, 80, 81, 90])), name="standing_status"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "business_licence",
                                    "customs_certificate",
                                    "food_importer",
                                    "security",
                                    "other",
                                ],
                            )
                        ),
                        name="standing_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("document_no", ""), _negated=True), name="standing_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="standing_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("filed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="standing_four_eyes",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", 10)),
                        fields=("replaces",),
                        name="standing_one_replacement",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingDocumentEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("verb", models.CharField(max_length=40)),
                ("source", models.SmallIntegerField(null=True)),
                ("target", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "xid",
                    kernel.orm.fields.Xid8Field(db_default=kernel.orm.fields.CurrentXid(), editable=False),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["xid", "id"], name="enterprises_xid_14a742_idx")],
            },
        ),
        migrations.CreateModel(
            name="StandingReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="enterprises.standingdocument",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("document", "days"), name="standingreminder_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("status", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(max_length=4)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("firm", "The firm"),
                            ("agent", "Its work as an agent"),
                            ("grant", "A measure granted to it"),
                        ],
                        max_length=8,
                    ),
                ),
                ("effect", models.CharField(max_length=12)),
                ("grant_no", models.CharField(blank=True, db_default="", max_length=20)),
                ("ground", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=500)),
                ("from_at", models.DateTimeField(null=True)),
                ("to_at", models.DateTimeField(null=True)),
                ("confirm_by", models.DateTimeField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("lift_at", models.DateTimeField(null=True)),
                ("lift_reason", models.CharField(blank=True, db_default="", max_length=500)),
                ("said", models.CharField(blank=True, db_default="", max_length=500)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspensions",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "lift_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["office", "status"], name="enterprises_office_1dc6a8_idx"),
                    models.Index(fields=["firm", "status"], name="enterprises_firm_id_9ca0cd_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["firm", "agent", "grant"])), name="suspension_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True), models.Q(("ground", ""), _negated=True)
                        ),
                        name="suspension_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "grant"), models.Q(("grant_no", ""), _negated=True)),
                            models.Q(models.Q(("kind", "grant"), _negated=True), ("grant_no", "")),
                            _connector="OR",
                        ),
                        name="suspension_grant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("effect__in", ["acts", "privileges"]), ("kind", "firm")),
                            models.Q(("effect", "agency"), ("kind", "agent")),
                            models.Q(("effect", "grant"), ("kind", "grant")),
                            _connector="OR",
                        ),
                        name="suspension_effect",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_at__isnull", True),
                            ("from_at__isnull", True),
                            ("to_at__gte", models.F("from_at")),
                            _connector="OR",
                        ),
                        name="suspension_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="suspension_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_by__isnull", True),
                            models.Q(
                                ("lift_by__isnull", False),
                                models.Q(("lifted_by", models.F("lift_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="suspension_lift_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", (30, 40)), _negated=True),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("from_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="suspension_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", 90), _negated=True),
                            models.Q(("lifted_by__isnull", False), ("to_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="suspension_lifted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", 20), _negated=True),
                            models.Q(("confirm_by__isnull", False), ("from_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="suspension_provisional",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", (20, 30, 40))),
                        fields=("firm", "effect", "grant_no"),
                        name="suspension_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuspensionEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("verb", models.CharField(max_length=40)),
                ("source", models.SmallIntegerField(null=True)),
                ("target", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "xid",
                    kernel.orm.fields.Xid8Field(db_default=kernel.orm.fields.CurrentXid(), editable=False),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["xid", "id"], name="enterprises_xid_2a582b_idx")],
            },
        ),
        migrations.CreateModel(
            name="ThreadRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("up_to", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reads",
                        to="enterprises.thread",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("thread", "user"), name="threadread_once")],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("subject_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("status", models.SmallIntegerField()),
                ("since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("office", models.CharField(max_length=4)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("on_site", "On site"),
                            ("video", "Video call"),
                            ("phone", "Telephone call"),
                        ],
                        max_length=8,
                    ),
                ),
                ("on_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, default="", max_length=200)),
                ("purpose", models.CharField(max_length=500)),
                ("recusal_stated", models.BooleanField(default=False)),
                ("sealed", models.BinaryField(null=True)),
                ("topics", models.JSONField(default=list)),
                ("advice", models.CharField(blank=True, default="", max_length=4000)),
                ("dispute", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="enterprises.firm",
                    ),
                ),
                (
                    "officer_one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer_two",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "senior_contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["firm", "on_at"], name="visit_firm")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["on_site", "video", "phone"])), name="visit_mode"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose", ""), _negated=True), name="visit_purpose"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "on_site"), _negated=True),
                            ("officer_two__isnull", False),
                            _connector="OR",
                        ),
                        name="visit_in_pairs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("officer_two__isnull", True),
                            models.Q(("officer_two", models.F("officer_one")), _negated=True),
                            _connector="OR",
                        ),
                        name="visit_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", (10, 90)),
                            models.Q(("recusal_stated", True), ("sealed__isnull", False)),
                            _connector="OR",
                        ),
                        name="visit_recusal_stated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", 30), _negated=True),
                            ("confirmed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="visit_confirmed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("verb", models.CharField(max_length=40)),
                ("source", models.SmallIntegerField(null=True)),
                ("target", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True, default="")),
                (
                    "xid",
                    kernel.orm.fields.Xid8Field(db_default=kernel.orm.fields.CurrentXid(), editable=False),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["xid", "id"], name="enterprises_xid_0a3384_idx")],
            },
        ),
        migrations.CreateModel(
            name="VisitQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("difficulty_no", models.CharField(max_length=20)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="enterprises.visit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("difficulty_no", ""), _negated=True),
                        ),
                        name="visitquestion_said",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personaldataview",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="11bc8de54879b8147754611098b71de846001d86",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c67bb",
                    table="enterprises_personaldataview",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="readingchange",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0e90c8cb7ef02ee23431dfdfa4edb1240218ff15",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8f6ef",
                    table="enterprises_readingchange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guaranteeentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ac2894117c88c74e4315027be10061084e2cc5fb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_151aa",
                    table="enterprises_guaranteeentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="broadcastfirm",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="49536c7eebda05dcf748c137a13d7a3335af32d7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_58225",
                    table="enterprises_broadcastfirm",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="broadcastread",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b2374f957a409bf65fff9066ddb508b131a26200",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_34cc6",
                    table="enterprises_broadcastread",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="difficultychange",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f3192cfa91b727906820020bb0ca1b5b26ffc1c5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7d230",
                    table="enterprises_difficultychange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="difficultyescalation",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d43d2ff641b9cc5dc457547cb7a0d7d7630d51aa",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_58b24",
                    table="enterprises_difficultyescalation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="difficultyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="600c9e6d35d684c0d805044f2d017371e9946e41",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cdb2f",
                    table="enterprises_difficultyevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="difficultynote",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1abb16c8287fde6ea81f8b08b47de86ef528033f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_73ce9",
                    table="enterprises_difficultynote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="difficultyweek",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="517af2900dc256675177c87e2c3ce7b83f17a0ed",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_22c8c",
                    table="enterprises_difficultyweek",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="firmchange",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="562df7b4f6cb79f85e604956473a5baca3b81c0e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5e940",
                    table="enterprises_firmchange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gradechangeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b35d102c49749146c3182b72775d2ab923a7fb2f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_59258",
                    table="enterprises_gradechangeevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="grantevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a62d7c2c7d3e86bc02bd9acbbc548b71e4195044",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_09e2d",
                    table="enterprises_grantevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guaranteeclaimevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="90898bf653dce375e8881393280179dc403ed1cc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6f847",
                    table="enterprises_guaranteeclaimevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guaranteefileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ea2dcc01d27d3299be3a78871db811acd391945f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_37e61",
                    table="enterprises_guaranteefileevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measuretext",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="24a3887ab27236d5f5b59cf80c383512995e22fa",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_516d5",
                    table="enterprises_measuretext",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membershipchange",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="51369915bc0bf34d767320bcccb6443f15447d27",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_43e5b",
                    table="enterprises_membershipchange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4b97278d5c3f3ff6c7e8274fd3d199f7cd98ca11",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_76372",
                    table="enterprises_message",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="28e7888645f48ddaea2a307c0e52cb4eef8bf1bf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_768ab",
                    table="enterprises_planevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="postchange",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ec486ef8448eb9d238fab7a248076f5d894e0b66",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_19ddc",
                    table="enterprises_postchange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registrationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f69b1db0ba89815afcb2ebf88a988254588f24e1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5f629",
                    table="enterprises_registrationevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resumption",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="54b1f75e90dab3e30bc8956a275b806636cf00d7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a53d0",
                    table="enterprises_resumption",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="resumptioncheck",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a1325ee67ec9dfa00259196609be2d468b8e9c4e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d8f1b",
                    table="enterprises_resumptioncheck",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="standingdocumentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="db468ef84b10c7d7580b81314c5e8b567da99338",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2cdc9",
                    table="enterprises_standingdocumentevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suspensionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8ebacb5c9a9f9e52d78afb7d1246436b938cfa6e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3f20c",
                    table="enterprises_suspensionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visitevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ec8358d4cdec6a6ad026ad7940df09c239bbe981",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7566f",
                    table="enterprises_visitevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visitquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3f7ebfb21d5f2bae605f9a181c30ad72bec85d27",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f6abd",
                    table="enterprises_visitquestion",
                    when="BEFORE",
                ),
            ),
        ),
    ]
