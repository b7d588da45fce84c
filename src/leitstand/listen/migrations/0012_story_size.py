from django.db import migrations, models

COUNT = (
    "UPDATE listen_story SET size ="
    " (SELECT count(*) FROM listen_mention WHERE listen_mention.story_id = listen_story.id)"
)


class Migration(migrations.Migration):
    dependencies = [("listen", "0011_audience"), ("people", "0001_initial")]

    operations = [
        migrations.AddField("story", "size", models.PositiveIntegerField(default=0)),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.AddIndex(
            "story",
            models.Index(fields=["organization", "-last_published", "size"], name="story_by_last"),
        ),
    ]
