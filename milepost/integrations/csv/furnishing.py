"""What imports hang into the registries of the rooms below."""

from django.utils.translation import gettext_lazy as _

from milepost.accounts.events import ContactErased
from milepost.accounts.public import record_handlers
from milepost.audit.public import History, WriteObserver, histories, write_observers
from milepost.files.public import FileOwner, StoredFile, file_owners
from milepost.identity.public import Right, User
from milepost.integrations.csv.beginning import IMPORT_KIND
from milepost.integrations.csv.erasing import IMPORTED_FILES, REFUSED_VALUES, forget_in_files
from milepost.integrations.csv.kinds.accounts import ACCOUNTS
from milepost.integrations.csv.kinds.contacts import CONTACTS
from milepost.integrations.csv.kinds.facts import FACTS
from milepost.integrations.csv.kinds.tasks import TASKS
from milepost.integrations.csv.kinds.tickets import TICKETS
from milepost.integrations.csv.kinds.touchpoints import TOUCHPOINTS
from milepost.integrations.csv.models import Mapping
from milepost.integrations.csv.records import import_kinds
from milepost.integrations.csv.running.writing import note_writes
from milepost.integrations.csv.sweeping import sweep_imports
from milepost.jobs.public import Schedule, Subscriber, schedules, subscribers
from milepost.ui.public import Command, NavEntry, commands, navigation

SWEEP = Schedule("imports.sweep", "7 4 * * *", sweep_imports, "sweeps files and journals of old imports")
NAVIGATION = NavEntry("import", _("Import"), "upload", "integrations:import-list", 90, Right.IMPORT)
COMMANDS = (
    Command(
        "imports", _("Go to Import"), "upload", "integrations:import-list", _("csv xlsx upload files"), Right.IMPORT
    ),
    Command("import-new", _("Import a file"), "upload", "integrations:import-new", _("csv xlsx upload"), Right.IMPORT),
)


def _may_read(viewer: User, _stored: StoredFile) -> bool:
    return viewer.may(Right.IMPORT)


def furnish_imports() -> None:
    """Register all of it."""
    for kind in (ACCOUNTS, CONTACTS, TASKS, TOUCHPOINTS, TICKETS, FACTS):
        import_kinds.register(kind)
    histories.register(History(Mapping.audit_kind(), Mapping.objects.visible_to))
    for handler in (REFUSED_VALUES, IMPORTED_FILES):
        record_handlers.register(handler)
    subscribers.register(Subscriber("imports.forget", ContactErased, forget_in_files))
    schedules.register(SWEEP)
    navigation.register(NAVIGATION)
    for command in COMMANDS:
        commands.register(command)
    write_observers.register(WriteObserver("integrations.imports", note_writes))
    file_owners.register(FileOwner(IMPORT_KIND, _may_read))
