"""The tables, as `makemigrations` wrote them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """All tables."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CaseRow",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("state", models.TextField()),
                ("account", models.TextField(default="")),
                ("opened", models.DateTimeField()),
                ("deadline", models.DateTimeField(null=True)),
                ("deadline_basis", models.TextField(default="none")),
            ],
        ),
        migrations.CreateModel(
            name="FindingRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("finding_id", models.TextField()),
                ("rule", models.TextField()),
                ("severity", models.TextField()),
                ("body", models.JSONField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.caserow")),
            ],
        ),
        migrations.CreateModel(
            name="NoticeRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.TextField()),
                ("notice", models.JSONField()),
                ("mail", models.JSONField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.caserow")),
            ],
        ),
        migrations.CreateModel(
            name="PlanRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made", models.DateTimeField()),
                ("steps", models.JSONField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.caserow")),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("evidence_id", models.TextField()),
                ("kind", models.TextField()),
                ("key", models.TextField()),
                ("sha256", models.TextField()),
                ("body", models.JSONField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.caserow")),
            ],
            options={
                "indexes": [models.Index(fields=["case", "kind"], name="evidence_kind")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "evidence_id"), name="evidence_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.TextField()),
                ("kind", models.TextField()),
                ("body", models.TextField()),
                ("previous", models.TextField()),
                ("sha256", models.TextField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.caserow")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="journal_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StageRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("body", models.JSONField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.caserow")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "name"), name="stage_once")],
            },
        ),
    ]
