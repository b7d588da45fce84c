from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("listen", "0012_story_size")]

    operations = [
        migrations.AddIndex(
            "mention", models.Index(fields=["organization", "heard"], name="mention_by_heard")
        ),
    ]
