"""Refuse changes of the log in the database itself."""

from django.db import migrations

from milepost.audit.protection import protect_log, release_log


def protect(apps, schema_editor):
    protect_log(schema_editor.connection)


def release(apps, schema_editor):
    release_log(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(protect, release)]
