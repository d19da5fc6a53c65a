"""The lists of people and teams are read in the order of an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_fill_folded_names")]
    operations = [
        migrations.AddIndex("user", models.Index(fields=["name_folded", "id"], name="user_by_name")),
        migrations.AddIndex("team", models.Index(fields=["name_folded", "id"], name="team_by_name")),
    ]
