"""Erasing a person: what colleagues wrote of them about tasks is counted in the report and stays to be judged."""

from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.accounts.public import add_contact, erase_contact
from milepost.projects.models import TaskComment
from milepost.projects.public import add_comment, attach_file, change_task


def test_it_counts_what_names_the_person(task, northwind, onboarding, max_, lena):
    actor, migration = max_.as_actor(), task("Migration")
    erik = add_contact("Erik Holm", actor=actor, account=northwind, emails=["erik@northwind.example"])
    for text in ("Ask erik@northwind.example", "ERIK HOLM decides", "Ask ferik@northwind.example", "Ask Erik"):
        add_comment(migration, text, author=max_, actor=actor)
    change_task(task("Training"), {"description": "With Erik Holm"}, actor=actor)
    attach_file(migration, SimpleUploadedFile("erik holm.csv", b"a,b\n1,2\n"), actor=actor)
    report = erase_contact(erik, actor=lena.as_actor())
    kept = {str(row.label): row.kept for row in report.rows if row.kept}
    assert kept == {
        "Comments on tasks that name them": 2,
        "Tasks that name them": 1,
        "Files of tasks and projects that name them": 1,
    }
    assert all(row.why for row in report.rows if row.kept)
    assert TaskComment.objects.count() == 4
