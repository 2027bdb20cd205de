"""Arrivals that count once, messages of ours, and what other messages call a case by."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import django.db.models.deletion
from django.db import migrations, models

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps


def _key() -> models.BigAutoField[int, int]:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _case() -> models.ForeignKey[object, object]:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.caserow")


def name_what_is_there(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Let follow-ups find the cases that were kept before, by the Message-IDs of their notices."""
    alias = editor.connection.alias
    references = apps.get_model("store", "ReferenceRow")
    for row in apps.get_model("store", "NoticeRow").objects.using(alias).iterator():
        value = row.mail.get("message_id", "")
        if value:
            references.objects.using(alias).get_or_create(case_id=row.case_id, kind="message_id", value=value)


class Migration(migrations.Migration):
    """Three tables more, and from a notice to its arrival."""

    dependencies: ClassVar = [("store", "0002_journal_append_only")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="ArrivalRow",
            fields=[
                ("id", _key()),
                ("digest", models.TextField(unique=True)),
                ("name", models.TextField()),
                ("arrived", models.DateTimeField()),
                ("sha256", models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name="noticerow",
            name="arrival",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="store.arrivalrow"
            ),
        ),
        migrations.CreateModel(
            name="OutgoingRow",
            fields=[
                ("id", _key()),
                ("time", models.DateTimeField()),
                ("sha256", models.TextField()),
                ("body", models.JSONField()),
                ("case", _case()),
            ],
        ),
        migrations.CreateModel(
            name="ReferenceRow",
            fields=[
                ("id", _key()),
                ("kind", models.TextField()),
                ("value", models.TextField()),
                ("case", _case()),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "value"], name="reference_value")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "kind", "value"), name="reference_once")
                ],
            },
        ),
        migrations.RunPython(name_what_is_there, migrations.RunPython.noop),
    ]
