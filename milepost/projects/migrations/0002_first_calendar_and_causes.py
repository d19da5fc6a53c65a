"""What a new installation begins with: the organisation's working hours, and causes of slips to choose from."""

from django.db import migrations

WORKDAY = [[480, 720], [780, 1020]]
CAUSES = (
    ("Decision or approval was late", "theirs"),
    ("Data or access was late", "theirs"),
    ("People were not available at the customer", "theirs"),
    ("The customer asked for more", "theirs"),
    ("People were not available with us", "ours"),
    ("The work was larger than estimated", "ours"),
    ("A fault in the product", "ours"),
    ("A plan that did not fit", "ours"),
    ("A third party was late", "third"),
    ("Not known yet", ""),
)


def add(apps, schema_editor):
    apps.get_model("projects", "WorkCalendar").objects.create(
        name="Working hours", is_default=True, week=[WORKDAY] * 5 + [[], []]
    )
    cause = apps.get_model("projects", "SlipCause")
    cause.objects.bulk_create(cause(name=name, side=side, position=at) for at, (name, side) in enumerate(CAUSES))


def remove(apps, schema_editor):
    apps.get_model("projects", "WorkCalendar").objects.filter(is_default=True).delete()
    apps.get_model("projects", "SlipCause").objects.filter(name__in=[name for name, _side in CAUSES]).delete()


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
