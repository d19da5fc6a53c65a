from django.db import migrations, models

import milepost.projects.models.recurrences


class Migration(migrations.Migration):
    dependencies = [("projects", "0015_labels")]

    operations = [
        migrations.AlterField(
            model_name="recurrence",
            name="made_until",
            field=models.DateField(default=milepost.projects.models.recurrences.made_by_now, editable=False),
        ),
    ]
