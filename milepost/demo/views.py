"""Views of lists and segments that somebody saved for everyone: what a team that is here for a while would have."""

from milepost.accounts.public import save_segment
from milepost.demo.public import World
from milepost.identity.public import Role, User
from milepost.ui.public import Sharing, lists, save_view, state_of_address

# Of each: the list, its name, and the address that it was saved from.
VIEWS = (
    ("people", "Customer success managers", "title~=customer success&active=yes&columns=name,title,teams,role"),
    ("people", "Colleagues who help on projects", "role=contributor&active=yes&columns=name,title,teams,joined"),
    (
        "accounts",
        "Renewal within 90 days",
        "renewal_date=next-90-days&columns=name,stage,tier,csm,renewal_date,fact_last_contact",
    ),
    (
        "accounts",
        "Sponsor silent for 60 days",
        "fact_days_since_sponsor_contact>=60&stage_kind=live&sort=-fact_days_since_sponsor_contact",
    ),
    (
        "accounts",
        "Open escalations",
        "fact_open_escalations>=1&columns=name,stage,csm,fact_open_escalations,fact_open_tickets",
    ),
    ("audit", "Written by programs in the last week", "door=api,import,job&at=last-7-days"),
)
# Of each: its name, what it is for, and the address of the list that it was saved from.
SEGMENTS = (
    ("Renewals of the quarter", "Asked about their plans, one by one", "renewal_date=next-90-days"),
    ("Quiet sponsors", "For a personal note of ours", "fact_days_since_sponsor_contact>=60&stage_kind=live"),
    ("Trouble with support", "Looked at every Monday", "fact_open_escalations>=1"),
)


def build_views(world: World) -> None:
    """Let the first admin save and share the views and segments."""
    owner = User.objects.active().filter(role=Role.ADMIN).order_by("pk")[0]
    for done, (key, name, query) in enumerate(VIEWS, start=1):
        save_view(key, name, state_of_address(lists[key], owner, query), owner=owner, sharing=Sharing.EVERYONE)
        world.progress(done, len(VIEWS))
    for name, purpose, query in SEGMENTS:
        asked = state_of_address(lists["accounts"], owner, query)["filter"]
        save_segment(name, asked, actor=world.actor, owner=owner, description=purpose, is_shared=True)
