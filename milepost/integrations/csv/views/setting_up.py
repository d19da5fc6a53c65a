"""How a file is to be read: taken over from the form, and gone on with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.identity.public import Right, requires
from milepost.integrations.csv.actions import demand_answers, set_up, use_mapping
from milepost.integrations.csv.beginning import read_again
from milepost.integrations.csv.columns.profiles import TableProfile
from milepost.integrations.csv.mappings import save_mapping
from milepost.integrations.csv.models import Import, Mapping
from milepost.integrations.csv.records import ImportState, Settings
from milepost.integrations.csv.running.work import start
from milepost.integrations.csv.views.showing import detail_context, setup_context
from milepost.lib.errors import DomainError, Invalid
from milepost.lib.text import key_of
from milepost.ui.public import REFUSED, person


@require_POST
@requires(Right.IMPORT)
def import_setup(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over how the file is read, and go on: to the dry run, to another way of reading, to a mapping."""
    viewer = person(request)
    import_ = get_object_or_404(Import.objects.visible_to(viewer), pk=pk)
    settings = _settings_of(request.POST, import_)
    try:
        _go_on(request, import_, settings)
    except DomainError as error:
        return _show_again(request, import_, settings, error)
    return redirect("integrations:import-detail", pk)


def _go_on(request: HttpRequest, import_: Import, settings: Settings) -> None:
    viewer, step = person(request), request.POST.get("step", "check")
    actor = viewer.as_actor()
    if step == "read-again":
        for name in ("encoding", "delimiter", "sheet"):
            setattr(settings, name, request.POST.get(name, ""))
        read_again(import_, settings, actor=actor)
        messages.success(request, _("The file was read again."))
    elif step == "use-mapping":
        mapping = get_object_or_404(Mapping, kind=import_.kind, pk=key_of(request.POST.get("mapping")))
        use_mapping(import_, mapping, actor=actor)
        messages.success(request, _("“%(name)s” is in use.") % {"name": mapping})
    else:
        set_up(import_, settings, actor=actor)
        if step == "save-mapping":
            mapping = save_mapping(import_, request.POST.get("mapping_name", ""), actor=actor)
            messages.success(request, _("“%(name)s” is kept.") % {"name": mapping})
        elif step == "check":
            demand_answers(import_)
            start(import_, ImportState.CHECKING, actor=actor)


def _show_again(request: HttpRequest, import_: Import, settings: Settings, error: DomainError) -> HttpResponse:
    """Draw the page with what was entered, and why it was refused."""
    import_.refresh_from_db()
    context = detail_context(import_) | setup_context(import_, settings)
    context |= {"refusal": error, "is_open": True, "mapping_name": request.POST.get("mapping_name", "")}
    context["wrong_fields"] = set(error.fields) if isinstance(error, Invalid) else set()
    return render(request, "integrations/import.html", context, status=REFUSED)


def _settings_of(posted: QueryDict, import_: Import) -> Settings:
    """Return the settings that a form says; columns are named by their number."""
    settings, profile = import_.how, TableProfile.from_json(import_.profile)
    if "columns" not in posted:
        return settings
    settings.columns, settings.dates, settings.decimals = {}, {}, {}
    for number, column in enumerate(profile.columns):
        for name, into in (
            (f"field-{number}", settings.columns),
            (f"date-{number}", settings.dates),
            (f"decimal-{number}", settings.decimals),
        ):
            if value := posted.get(name, ""):
                into[column.name] = value
    settings.source = posted.get("source", settings.source)
    settings.key_column = posted.get("key", "")
    settings.blank = "clear" if posted.get("blank") == "clear" else "leave"
    settings.existing = "skip" if posted.get("existing") == "skip" else "update"
    settings.create_missing = "create_missing" in posted
    settings.all_or_nothing = "all_or_nothing" in posted
    return settings
