"""Steps of runs that are there name their playbook."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_playbooks(apps, schema_editor):
    Run, RunStep = (apps.get_model("playbooks", name) for name in ("Run", "RunStep"))
    of_run = Run.objects.filter(pk=OuterRef("run")).values("playbook")[:1]
    RunStep.objects.filter(playbook=None).update(playbook=Subquery(of_run))


class Migration(migrations.Migration):
    dependencies = [("playbooks", "0003_what_runs_took")]
    operations = [migrations.RunPython(name_playbooks, migrations.RunPython.noop)]
