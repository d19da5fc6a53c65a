import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import milepost.audit.public
import milepost.projects.models.wall_clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0011_captured_mail_waits"),
        ("identity", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkCalendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("is_default", models.BooleanField(default=False, verbose_name="the organisation's")),
                ("week", models.JSONField(blank=True, null=True, verbose_name="week")),
                ("ranges", models.JSONField(blank=True, default=list, verbose_name="seasons")),
                ("exceptions", models.JSONField(blank=True, default=list, verbose_name="exceptions")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="holidays of")),
                ("subdivision", models.CharField(blank=True, max_length=10, verbose_name="region of the holidays")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.workcalendar",
                        verbose_name="based on",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "working calendar",
                "verbose_name_plural": "working calendars",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)), fields=("is_default",), name="calendar_one_default"
                    ),
                    models.UniqueConstraint(fields=("account",), name="calendar_one_of_account"),
                    models.UniqueConstraint(fields=("user",), name="calendar_one_of_person"),
                    models.CheckConstraint(
                        condition=models.Q(("account", None), ("user", None), _connector="OR"),
                        name="calendar_of_one_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("base", None), models.Q(("base", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="calendar_not_its_own_base",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("week__isnull", False), ("base__isnull", False), _connector="OR"),
                        name="calendar_has_a_week_or_a_base",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_default", False),
                            models.Q(("account", None), ("base", None), ("user", None)),
                            _connector="OR",
                        ),
                        name="calendar_default_is_shared",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlipCause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[("ours", "Ours"), ("theirs", "The customer's"), ("third", "A third party's")],
                        max_length=6,
                        verbose_name="usually",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_offered", models.BooleanField(default=True, verbose_name="offered")),
            ],
            options={
                "verbose_name": "cause of a slip",
                "verbose_name_plural": "causes of slips",
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "name_folded",
                    milepost.audit.public.FoldedField(default="", editable=False, max_length=200, of="name"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hand-over", "Hand-over"),
                            ("onboarding", "Onboarding"),
                            ("adoption", "Adoption"),
                            ("review", "Business review"),
                            ("success-plan", "Success plan"),
                            ("expansion", "Expansion"),
                            ("renewal", "Renewal"),
                            ("request", "Request"),
                            ("advocacy", "Advocacy"),
                            ("internal", "Internal"),
                        ],
                        default="onboarding",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[("waterfall", "Waterfall"), ("scrum", "Scrum"), ("kanban", "Kanban")],
                        default="waterfall",
                        max_length=10,
                        verbose_name="method",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("active", "Active"),
                            ("paused", "On hold"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "contract_type",
                    models.CharField(
                        choices=[
                            ("included", "Included"),
                            ("fixed-price", "Fixed price"),
                            ("time-and-material", "Time and material"),
                        ],
                        default="included",
                        max_length=18,
                        verbose_name="contract",
                    ),
                ),
                ("sold_minutes", models.PositiveIntegerField(blank=True, null=True, verbose_name="time sold")),
                ("origin_kind", models.CharField(blank=True, max_length=40, verbose_name="kind of its origin")),
                ("origin_key", models.CharField(blank=True, max_length=64, verbose_name="its origin")),
                ("start_on", models.DateField(verbose_name="start")),
                ("target_on", models.DateField(blank=True, null=True, verbose_name="target")),
                ("actual_on", models.DateField(blank=True, null=True, verbose_name="actual")),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived")),
                ("forecast_on", models.DateField(editable=False, null=True, verbose_name="forecast")),
                ("ends_on", models.DateField(editable=False, null=True, verbose_name="end of the plan")),
                ("planned_until", models.DateField(editable=False, null=True)),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.workcalendar",
                        verbose_name="calendar",
                    ),
                ),
            ],
            options={
                "verbose_name": "project",
                "verbose_name_plural": "projects",
                "indexes": [
                    models.Index(fields=["name_folded", "id"], name="project_by_name"),
                    models.Index(fields=["account", "state"], name="project_of_account"),
                    models.Index(fields=["state", "forecast_on"], name="project_by_forecast"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="project_has_a_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("origin_key", ""), _negated=True),
                        fields=("origin_kind", "origin_key"),
                        name="project_of_origin_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("oversees", "Oversees"),
                            ("contributes", "Contributes"),
                            ("informed", "Is informed"),
                        ],
                        default="contributes",
                        max_length=12,
                        verbose_name="part",
                    ),
                ),
                ("expected", models.CharField(blank=True, max_length=300, verbose_name="expected of them")),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.contact",
                        verbose_name="of the customer",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="projects.project"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="of us",
                    ),
                ),
            ],
            options={
                "verbose_name": "person on a project",
                "verbose_name_plural": "people on projects",
                "indexes": [models.Index(fields=["user", "part"], name="project_member_user")],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "user"), name="project_user_once"),
                    models.UniqueConstraint(fields=("project", "contact"), name="project_contact_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact", None), ("user__isnull", False)),
                            models.Q(("contact__isnull", False), ("user", None)),
                            _connector="OR",
                        ),
                        name="project_member_is_one_of_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="place among its siblings")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "title_folded",
                    milepost.audit.public.FoldedField(default="", editable=False, max_length=300, of="title"),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("todo", "To do"),
                            ("doing", "In progress"),
                            ("review", "In review"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="todo",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(250, "Low"), (500, "Normal"), (750, "High"), (1000, "Urgent")],
                        default=500,
                        verbose_name="priority",
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("internal", "Only us"),
                            ("customer", "Everyone at the customer"),
                            ("named", "Named contacts"),
                        ],
                        default="internal",
                        max_length=10,
                        verbose_name="seen by",
                    ),
                ),
                ("is_milestone", models.BooleanField(default=False, verbose_name="milestone")),
                ("is_meeting", models.BooleanField(default=False, verbose_name="joint meeting")),
                ("duration_minutes", models.PositiveIntegerField(default=480, verbose_name="length")),
                ("is_elapsed", models.BooleanField(default=False, verbose_name="runs day and night")),
                ("estimate_minutes", models.PositiveIntegerField(blank=True, null=True, verbose_name="estimate")),
                (
                    "constraint_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ALAP", "As late as possible"),
                            ("SNET", "Starts no earlier than"),
                            ("SNLT", "Starts no later than"),
                            ("FNET", "Ends no earlier than"),
                            ("FNLT", "Ends no later than"),
                            ("MSO", "Must start on"),
                            ("MFO", "Must end on"),
                        ],
                        max_length=4,
                        verbose_name="constraint",
                    ),
                ),
                (
                    "constraint_at",
                    milepost.projects.models.wall_clock.WallClockField(blank=True, null=True, verbose_name="of"),
                ),
                ("deadline_on", models.DateField(blank=True, null=True, verbose_name="deadline")),
                (
                    "pinned_start",
                    milepost.projects.models.wall_clock.WallClockField(blank=True, null=True, verbose_name="pinned to"),
                ),
                (
                    "pinned_finish",
                    milepost.projects.models.wall_clock.WallClockField(
                        blank=True, null=True, verbose_name="pinned until"
                    ),
                ),
                (
                    "actual_start",
                    milepost.projects.models.wall_clock.WallClockField(blank=True, null=True, verbose_name="began"),
                ),
                (
                    "actual_finish",
                    milepost.projects.models.wall_clock.WallClockField(blank=True, null=True, verbose_name="ended"),
                ),
                (
                    "percent_complete",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="per cent complete",
                    ),
                ),
                ("remaining_minutes", models.PositiveIntegerField(blank=True, null=True, verbose_name="remaining")),
                ("rolled_to", models.DateField(editable=False, null=True)),
                ("splits", models.JSONField(blank=True, default=list, editable=False)),
                ("wbs", models.CharField(blank=True, editable=False, max_length=60, verbose_name="number")),
                ("outline_order", models.PositiveIntegerField(default=0, editable=False)),
                ("depth", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("is_summary", models.BooleanField(default=False, editable=False)),
                (
                    "start_at",
                    milepost.projects.models.wall_clock.WallClockField(editable=False, null=True, verbose_name="start"),
                ),
                (
                    "finish_at",
                    milepost.projects.models.wall_clock.WallClockField(
                        editable=False, null=True, verbose_name="finish"
                    ),
                ),
                ("start_on", models.DateField(editable=False, null=True, verbose_name="start")),
                ("finish_on", models.DateField(editable=False, null=True, verbose_name="finish")),
                ("total_slack_minutes", models.IntegerField(editable=False, null=True, verbose_name="slack")),
                ("free_slack_minutes", models.IntegerField(editable=False, null=True, verbose_name="free slack")),
                ("is_critical", models.BooleanField(default=False, editable=False, verbose_name="critical")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="projects.task",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="projects.project",
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.workcalendar",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "indexes": [
                    models.Index(fields=["project", "outline_order"], name="task_in_outline"),
                    models.Index(fields=["parent", "position"], name="task_among_siblings"),
                    models.Index(fields=["account", "state", "finish_on"], name="task_of_account"),
                    models.Index(fields=["state", "finish_on", "id"], name="task_by_finish"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="task_has_a_title"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="task_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent_complete__lte", 100)), name="task_done_by_100_at_most"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pinned_start", None),
                            ("pinned_finish", None),
                            ("pinned_finish__gte", models.F("pinned_start")),
                            _connector="OR",
                        ),
                        name="task_pin_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actual_start", None),
                            ("actual_finish", None),
                            ("actual_finish__gte", models.F("actual_start")),
                            _connector="OR",
                        ),
                        name="task_ended_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("constraint_kind__in", ["", "ALAP"]), ("constraint_at__isnull", False), _connector="OR"
                        ),
                        name="task_constraint_has_its_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", None), ("project__isnull", False), _connector="OR"),
                        name="task_parent_in_project",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "letter",
                    models.CharField(
                        choices=[("R", "Does it"), ("A", "Answers for it"), ("C", "Is asked"), ("I", "Is told")],
                        default="R",
                        max_length=1,
                        verbose_name="part",
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=80, verbose_name="role")),
                (
                    "side",
                    models.CharField(
                        choices=[("ours", "Ours"), ("theirs", "The customer's"), ("third", "A third party's")],
                        default="ours",
                        max_length=6,
                        verbose_name="side",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.contact",
                        verbose_name="of the customer",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="projects.task"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="of us",
                    ),
                ),
            ],
            options={
                "verbose_name": "party of a task",
                "verbose_name_plural": "parties of tasks",
                "indexes": [models.Index(fields=["user", "letter", "task"], name="task_party_of_user")],
                "constraints": [
                    models.UniqueConstraint(fields=("task", "letter", "user"), name="task_party_user_once"),
                    models.UniqueConstraint(fields=("task", "letter", "contact"), name="task_party_contact_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("role", ""), _negated=True),
                        fields=("task", "letter", "role"),
                        name="task_party_role_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact", None), ("role", ""), ("side", "ours"), ("user__isnull", False)),
                            models.Q(("contact__isnull", False), ("role", ""), ("side", "theirs"), ("user", None)),
                            models.Q(("contact", None), ("user", None), models.Q(("role", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="task_party_is_one_of_three",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dependency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("FS", "Finish to start"),
                            ("SS", "Start to start"),
                            ("FF", "Finish to finish"),
                            ("SF", "Start to finish"),
                        ],
                        default="FS",
                        max_length=2,
                        verbose_name="type",
                    ),
                ),
                (
                    "lag_kind",
                    models.CharField(
                        choices=[
                            ("working", "Working time"),
                            ("elapsed", "Day and night"),
                            ("percent", "Per cent of the predecessor"),
                        ],
                        default="working",
                        max_length=8,
                        verbose_name="lag counts",
                    ),
                ),
                ("lag_minutes", models.IntegerField(default=0, verbose_name="lag")),
                ("lag_percent", models.SmallIntegerField(default=0, verbose_name="lag in per cent")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links_out", to="projects.task"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links_in", to="projects.task"
                    ),
                ),
            ],
            options={
                "verbose_name": "dependency",
                "verbose_name_plural": "dependencies",
                "constraints": [
                    models.UniqueConstraint(fields=("predecessor", "successor", "type"), name="dependency_once"),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="dependency_of_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                ("revision", models.PositiveIntegerField()),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("edit", "Plan changed"),
                            ("progress", "Progress reported"),
                            ("overdue", "Overdue work rolled forward"),
                            ("scope", "Scope changed"),
                            ("calendar", "Calendar changed"),
                            ("undo", "Taken back"),
                            ("import", "Imported"),
                            ("recomputed", "Computed anew"),
                        ],
                        default="edit",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("label", models.CharField(max_length=300, verbose_name="what")),
                ("by_label", models.CharField(max_length=200, verbose_name="by")),
                ("batch", models.CharField(blank=True, max_length=64)),
                ("forecast_from", models.DateField(null=True)),
                ("forecast_to", models.DateField(null=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("ours", "Ours"), ("theirs", "The customer's"), ("third", "A third party's")],
                        default="ours",
                        max_length=6,
                        verbose_name="side",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="in words")),
                ("is_cause_given", models.BooleanField(default=False)),
                ("is_agreed", models.BooleanField(default=False, verbose_name="agreed with the customer")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan_changes", to="projects.project"
                    ),
                ),
                (
                    "cause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.slipcause",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="projects.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a plan",
                "verbose_name_plural": "changes of plans",
                "indexes": [
                    models.Index(fields=["project", "id"], name="plan_change_in_order"),
                    models.Index(
                        condition=models.Q(("batch", ""), _negated=True), fields=["batch"], name="plan_change_of_batch"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=300)),
                ("start_from", milepost.projects.models.wall_clock.WallClockField(null=True)),
                ("start_to", milepost.projects.models.wall_clock.WallClockField(null=True)),
                ("finish_from", milepost.projects.models.wall_clock.WallClockField(null=True)),
                ("finish_to", milepost.projects.models.wall_clock.WallClockField(null=True)),
                (
                    "because_of",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="projects.task"
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="projects.planchange"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="moves",
                        to="projects.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "move of a task",
                "verbose_name_plural": "moves of tasks",
                "indexes": [models.Index(fields=["task", "change"], name="moves_of_task")],
            },
        ),
        migrations.CreateModel(
            name="Baseline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="taken")),
                ("by_label", models.CharField(max_length=200, verbose_name="by")),
                ("is_agreement", models.BooleanField(default=False, verbose_name="agreed with the customer")),
                ("revision", models.PositiveIntegerField()),
                ("after_change_id", models.PositiveBigIntegerField(default=0)),
                ("forecast_on", models.DateField(null=True, verbose_name="go-live then")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="baselines", to="projects.project"
                    ),
                ),
                (
                    "go_live",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="projects.task"
                    ),
                ),
            ],
            options={
                "verbose_name": "baseline",
                "verbose_name_plural": "baselines",
                "indexes": [models.Index(fields=["project", "-id"], name="baseline_newest")],
                "constraints": [models.UniqueConstraint(fields=("project", "name"), name="baseline_named_once")],
            },
        ),
        migrations.CreateModel(
            name="BaselineTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wbs", models.CharField(blank=True, max_length=60)),
                ("outline_order", models.PositiveIntegerField(default=0)),
                ("title", models.CharField(max_length=300)),
                ("is_milestone", models.BooleanField(default=False)),
                ("is_summary", models.BooleanField(default=False)),
                ("is_shared", models.BooleanField(default=False)),
                ("duration_minutes", models.PositiveIntegerField()),
                ("estimate_minutes", models.PositiveIntegerField(null=True)),
                ("start_at", milepost.projects.models.wall_clock.WallClockField(null=True)),
                ("finish_at", milepost.projects.models.wall_clock.WallClockField(null=True)),
                (
                    "baseline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="projects.baseline"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="projects.task"
                    ),
                ),
            ],
            options={
                "verbose_name": "task of a baseline",
                "verbose_name_plural": "tasks of baselines",
                "ordering": ("outline_order",),
                "constraints": [models.UniqueConstraint(fields=("baseline", "task"), name="baseline_task_once")],
            },
        ),
        migrations.AddField(
            model_name="project",
            name="go_live",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="projects.task",
                verbose_name="go-live",
            ),
        ),
    ]
