"""Who decides for the customer: deliverables and changes are not for everybody who has a task."""

from django.db.models import Q, QuerySet

from milepost.accounts.public import AccountContact, Contact, Stance
from milepost.projects.models import Project, ProjectMember, Signer
from milepost.projects.records import Part
from milepost.projects.records_scope import SignerState

_LEADING = (Part.LEAD, Part.OVERSEES)
_STANCES = (Stance.DECISION_MAKER, Stance.SPONSOR, Stance.CHAMPION)


def may_decide(contact: Contact, project: Project) -> bool:
    """Say whether somebody decides for the customer. One query."""
    return deciders_of(project).filter(pk=contact.pk).exists()


def deciders_of(project: Project) -> QuerySet[Contact]:
    """Return who decides for the customer.

    They lead or oversee the project, were asked to agree to its scope, or are known at the account as a champion, a
    sponsor or one who decides.
    """
    leading = ProjectMember.objects.filter(project=project, part__in=_LEADING, contact__isnull=False).values("contact")
    signers = Signer.objects.filter(proposal__project=project, contact__isnull=False)
    asked = signers.exclude(state=SignerState.PASSED_ON).values("contact")
    here = AccountContact.objects.filter(account=project.account_id)
    known = here.filter(stance__in=_STANCES).values("contact")
    named = Q(pk__in=leading) | Q(pk__in=asked) | Q(pk__in=known)
    return Contact.objects.active().filter(named, pk__in=here.values("contact"))
