"""The list of people begins with them in order of their names."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_cache_table")]
    operations = [migrations.AddIndex("user", models.Index(Lower("name"), models.F("id"), name="user_by_name"))]
