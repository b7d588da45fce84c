from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listen", "0009_web_push"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="lag_seconds",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="source",
            name="waiting_bytes",
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
