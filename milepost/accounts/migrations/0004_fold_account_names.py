"""Accounts stand in the order of their names without case and accents."""

from django.db import migrations

import milepost.audit.public


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_list_accounts_by_name")]
    operations = [
        migrations.RemoveIndex("account", "account_by_folded_name"),
        migrations.RemoveIndex("account", "account_by_name"),
        migrations.AddField("account", "name_folded", milepost.audit.public.FoldedField(of="name")),
    ]
