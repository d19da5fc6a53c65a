"""People and teams stand in the order of their names without case and accents."""

from django.db import migrations

from milepost.audit.public import FoldedField


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_index_people_by_name")]
    operations = [
        migrations.RemoveIndex("user", "user_by_name"),
        migrations.AddField("user", "name_folded", FoldedField(of="name")),
        migrations.AddField("team", "name_folded", FoldedField(of="name")),
    ]
