"""What an entry of the register may say: values as its columns hold them, people and tasks of its own project."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Max, Model
from django.utils.translation import gettext as _

from milepost.accounts.public import Contact
from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.projects.models import Decision, Issue, Project, Risk
from milepost.projects.queries.clean_values import clean_value

RISK_COLUMNS = frozenset(
    {"title", "detail", "probability", "impact", "owner", "review_on", "state", "visibility"}
)  # fmt: skip
ISSUE_COLUMNS = frozenset({"title", "detail", "severity", "owner", "visibility"})
DECISION_COLUMNS = frozenset(
    {"title", "why", "alternatives", "user", "contact", "decided_on", "replaces", "visibility"}
)  # fmt: skip
_RELATIONS = frozenset({"owner", "user", "contact", "replaces"})


def clean_entry(entry: Model, values: Mapping[str, Any], columns: Collection[str]) -> dict[str, Any]:
    """Return the values of an entry as its columns hold them. Raises `Invalid` with all fields that are wrong."""
    wrong: dict[str, str] = {}
    clean: dict[str, Any] = {}
    for name, value in values.items():
        if name not in columns:
            wrong[name] = _("This cannot be changed so.")
            continue
        try:
            clean[name] = value if name in _RELATIONS else clean_value(entry, name, value)
        except Invalid as error:
            wrong |= error.fields
    if wrong:
        raise Invalid("wrong-value", next(iter(wrong.values())), wrong)
    return clean


def refuse_person(name: str, person: Any, *, known_id: int | None = None) -> None:
    """Raise `Invalid` for a colleague who left, unless they are named there already."""
    if isinstance(person, User) and not person.is_active and person.pk != known_id:
        raise refusal(name, _("%(name)s is not here any more.") % {"name": person})


def refuse_contact(project: Project, contact: Any, *, known_id: int | None = None) -> None:
    """Raise `Invalid` for a contact of another account, unless they are named there already."""
    if not isinstance(contact, Contact) or contact.pk == known_id:
        return
    if project.account_id is None or not contact.places.filter(account=project.account_id).exists():
        raise refusal("contact", _("“%(name)s” is not a contact of this account.") % {"name": contact.name})


def refuse_replacing(decision: Decision, older: Decision | None) -> None:
    """Raise `Invalid` for a decision of another project, itself, one that replaces it, or one replaced already."""
    if older is None or older.pk == decision.replaces_id:
        return
    if older.project_id != decision.project_id:
        raise refusal("replaces", _("The project has no such decision."))
    before: Decision | None = older
    while before is not None:  # each is replaced once at most, so that this line ends
        if before.pk == decision.pk:
            raise refusal("replaces", _("A decision cannot replace itself, nor one that replaces it."))
        before = before.replaces
    by = Decision.objects.filter(replaces=older).exclude(pk=decision.pk).first()
    if by is not None:
        raise refusal("replaces", _("It is replaced already, by “%(decision)s”.") % {"decision": by})


def next_number(model: type[Risk] | type[Issue] | type[Decision], project: Project) -> int:
    """Return the next number of a project; the project is locked by the caller."""
    last: int | None = model.objects.filter(project=project).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def refusal(name: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {name: words})
