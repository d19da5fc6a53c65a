from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_keys_of_contacts"),
    ]

    operations = [
        migrations.AddField(
            model_name="capturedmail",
            name="later",
            field=models.JSONField(blank=True, null=True, verbose_name="later meetings"),
        ),
    ]
