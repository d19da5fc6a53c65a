"""The list of accounts is read in the order of an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_fill_folded_account_names")]
    operations = [
        migrations.AddIndex("account", models.Index(fields=["name_folded", "id"], name="account_by_name")),
    ]
