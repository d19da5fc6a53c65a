"""The hand-over of a project that ends, begun from the playbook that is shipped for it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.identity.public import Right, User
from milepost.playbooks.actions.starting import start_playbook
from milepost.playbooks.models import Playbook
from milepost.playbooks.queries.versions import published_version
from milepost.playbooks.records_start import StartRequest
from milepost.projects.public import HandOver, HandOverRequest

KEY, KEEPER = "delivery-hand-over", "csm"


def begin_hand_over(request: HandOverRequest) -> int:
    """Start the playbook for the account, with who keeps it in the role of the CSM."""
    version = published_version(Playbook.objects.get(key=KEY))
    has_keeper = request.keeper is not None and any(role.key == KEEPER for role in version.records.roles)
    start = StartRequest(
        account=request.account,
        roles={KEEPER: request.keeper.pk} if request.keeper is not None and has_keeper else {},
        name=request.name[:200],
        reason=_("A project ends."),
    )
    run = start_playbook(version, start, actor=request.actor, viewer=request.viewer, today=request.on)
    return run.project_id


def is_offered(viewer: User) -> bool:
    """Say whether somebody may start it, and it is in use."""
    may = viewer.may(Right.READ_ALL) and viewer.may(Right.WRITE)
    return may and Playbook.objects.filter(key=KEY).in_use().exists()


HAND_OVER = HandOver(
    KEY, gettext_lazy("With the playbook “PM-to-CSM closing hand-over”"), 10, begin_hand_over, is_offered
)
