"""The names that are there already are folded."""

from django.db import migrations

from milepost.lib.text import fold

_LONGEST = 200
_ROWS = 500


def fill(apps, _schema_editor):
    rows = apps.get_model("accounts", "Contact").objects
    changed = []
    for row in rows.only("pk", "name").iterator(_ROWS):
        row.name_folded = fold(row.name)[:_LONGEST]
        changed.append(row)
    rows.bulk_update(changed, ["name_folded"], batch_size=_ROWS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_fold_contact_names")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
