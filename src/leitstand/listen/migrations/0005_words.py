"""An index of the words of mentions: FTS5 beside the table in SQLite, a generated column in PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE listen_words USING fts5(name, text, author_name, author_handle,"
    " content='listen_mention', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER listen_words_come AFTER INSERT ON listen_mention BEGIN"
    " INSERT INTO listen_words(rowid, name, text, author_name, author_handle)"
    " VALUES (new.id, new.name, new.text, new.author_name, new.author_handle); END",
    "CREATE TRIGGER listen_words_go AFTER DELETE ON listen_mention BEGIN"
    " INSERT INTO listen_words(listen_words, rowid, name, text, author_name, author_handle)"
    " VALUES ('delete', old.id, old.name, old.text, old.author_name, old.author_handle); END",
    "CREATE TRIGGER listen_words_change AFTER UPDATE OF name, text, author_name, author_handle"
    " ON listen_mention BEGIN"
    " INSERT INTO listen_words(listen_words, rowid, name, text, author_name, author_handle)"
    " VALUES ('delete', old.id, old.name, old.text, old.author_name, old.author_handle);"
    " INSERT INTO listen_words(rowid, name, text, author_name, author_handle)"
    " VALUES (new.id, new.name, new.text, new.author_name, new.author_handle); END",
    "INSERT INTO listen_words(listen_words) VALUES ('rebuild')",
)
SQLITE_BACK = (
    "DROP TRIGGER IF EXISTS listen_words_change",
    "DROP TRIGGER IF EXISTS listen_words_go",
    "DROP TRIGGER IF EXISTS listen_words_come",
    "DROP TABLE IF EXISTS listen_words",
)


def _said(column, most=100_000):
    """Signs become blanks, so that addresses and hyphens do not hide words; a tsvector holds 1 MB at most."""
    signs = r"[!-/:-@\[-`{-~]+"
    return f"to_tsvector('simple', regexp_replace(left({column}, {most}), '{signs}', ' ', 'g'))"


# A lexeme nobody can ask for stands between the columns, so that no phrase reaches across.
_WORDS = " || '''·'':1'::tsvector || ".join(map(_said, ("name", "text", "author_name", "author_handle")))
POSTGRESQL = (
    f"ALTER TABLE listen_mention ADD COLUMN words tsvector GENERATED ALWAYS AS ({_WORDS}) STORED",
    "CREATE INDEX listen_mention_words ON listen_mention USING gin (words)",
)
POSTGRESQL_BACK = ("ALTER TABLE listen_mention DROP COLUMN words",)


def run(sqlite, postgresql):
    def move(apps, schema_editor):
        for said in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]:
            schema_editor.execute(said)

    return move


class Migration(migrations.Migration):
    dependencies = [("listen", "0004_explored")]

    operations = [migrations.RunPython(run(SQLITE, POSTGRESQL), run(SQLITE_BACK, POSTGRESQL_BACK))]
