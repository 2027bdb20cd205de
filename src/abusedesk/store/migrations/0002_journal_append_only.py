"""The database itself refuses to change or delete a line of the journal."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE = (
    """
    CREATE TRIGGER journal_no_update BEFORE UPDATE ON store_journalrow
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    """
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON store_journalrow
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
    # INSERT OR REPLACE deletes without asking the delete trigger, so the insert is asked.
    """
    CREATE TRIGGER journal_no_replace BEFORE INSERT ON store_journalrow
    WHEN EXISTS (
        SELECT 1 FROM store_journalrow
        WHERE id = NEW.id OR (case_id = NEW.case_id AND number = NEW.number)
    )
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
)
_POSTGRESQL = (
    """
    CREATE FUNCTION store_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$
    """,
    """
    CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON store_journalrow
    FOR EACH ROW EXECUTE FUNCTION store_journal_is_append_only()
    """,
    """
    CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON store_journalrow
    FOR EACH STATEMENT EXECUTE FUNCTION store_journal_is_append_only()
    """,
)


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    statements = _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE
    for statement in statements:
        editor.execute(statement)


class Migration(migrations.Migration):
    """Triggers, in the words of each database."""

    dependencies: ClassVar = [("store", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(guard)]
