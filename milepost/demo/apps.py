"""The demo room's place in Django."""

from django.apps import AppConfig


class DemoAppConfig(AppConfig):
    name = "milepost.demo"
    label = "demo"

    def ready(self) -> None:
        from milepost.demo.accounts import build_accounts  # noqa: PLC0415 - models are loaded only now
        from milepost.demo.captured_mail import build_captured_mail  # noqa: PLC0415 - as above
        from milepost.demo.contacts import build_contacts  # noqa: PLC0415 - as above
        from milepost.demo.playbooks import build_playbooks  # noqa: PLC0415 - as above
        from milepost.demo.projects import build_projects  # noqa: PLC0415 - as above
        from milepost.demo.public import DemoPart, demo_parts  # noqa: PLC0415 - as above
        from milepost.demo.requests import build_requests  # noqa: PLC0415 - as above
        from milepost.demo.team import build_team  # noqa: PLC0415 - as above
        from milepost.demo.timeline import build_timeline  # noqa: PLC0415 - as above
        from milepost.demo.views import build_views  # noqa: PLC0415 - as above

        demo_parts.register(DemoPart("team", 10, "people and teams", build_team))
        demo_parts.register(DemoPart("accounts", 20, "accounts", build_accounts))
        demo_parts.register(DemoPart("contacts", 30, "people of accounts", build_contacts))
        demo_parts.register(DemoPart("timeline", 40, "what happened with accounts", build_timeline))
        demo_parts.register(DemoPart("mail", 50, "captured mail", build_captured_mail))
        demo_parts.register(DemoPart("projects", 60, "projects", build_projects))
        demo_parts.register(DemoPart("playbooks", 70, "playbooks that run", build_playbooks))
        demo_parts.register(DemoPart("requests", 80, "requests of customers", build_requests))
        demo_parts.register(DemoPart("views", 90, "shared views and segments", build_views))
