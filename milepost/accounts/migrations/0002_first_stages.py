"""The stages that an installation begins with. They can be renamed, moved and added to."""

from django.db import migrations

STAGES = [
    ("Hand-over", "before"),
    ("Onboarding", "starting"),
    ("Adopting", "live"),
    ("Established", "live"),
    ("Leaving", "leaving"),
    ("Former customer", "gone"),
]


def add_stages(apps, schema_editor):
    stage = apps.get_model("accounts", "Stage")
    for position, (name, kind) in enumerate(STAGES, start=1):
        stage.objects.get_or_create(
            name=name, defaults={"kind": kind, "position": position * 10, "is_default": kind == "starting"}
        )


def remove_unused_stages(apps, schema_editor):
    account = apps.get_model("accounts", "Account")
    unused = apps.get_model("accounts", "Stage").objects.exclude(pk__in=account.objects.values("stage"))
    unused.filter(name__in=[name for name, _kind in STAGES]).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(add_stages, remove_unused_stages)]
