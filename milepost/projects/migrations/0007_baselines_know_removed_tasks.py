"""Lets a task of a baseline keep its number while the task is deleted."""

from django.db import migrations, models
from django.db.models import F


def number(apps, _schema_editor):
    apps.get_model("projects", "BaselineTask").objects.update(task_number=F("task_id"))


class Migration(migrations.Migration):
    dependencies = [("projects", "0006_sprints")]

    operations = [
        migrations.AddField(
            model_name="baselinetask",
            name="task_number",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
