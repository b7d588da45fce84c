"""Each delivery says itself what goes out, as its answer said until now."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def tell(apps, _schema):
    """Copy the words of each answer into its deliveries."""
    Delivery, Reply = apps.get_model("speak", "Delivery"), apps.get_model("speak", "Reply")
    answer = Reply.objects.filter(pk=OuterRef("reply"))
    Delivery.objects.exclude(reply=None).update(
        **{name: Subquery(answer.values(name)[:1]) for name in ("author", "content", "language", "created")}
    )
    rows = Delivery.objects.exclude(reply=None).annotate(to=F("reply__mention__post_id")).only("pk")
    for row in rows.iterator():
        row.note = {"in_reply_to": row.to}
        row.save(update_fields=["note"])


class Migration(migrations.Migration):
    dependencies = [("speak", "0002_thoughts")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop, elidable=False)]
