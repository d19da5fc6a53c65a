"""Imports: those that were made, a new one, and one of them from its file to its report."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.files.public import uploaded_file
from milepost.identity.public import Right, requires
from milepost.integrations.csv.models import Import
from milepost.integrations.csv.queries import counts_of, refusals_as_csv, stage_of
from milepost.integrations.csv.records import ImportState, Stage, import_kinds
from milepost.integrations.csv.running.taking_in import take_in
from milepost.integrations.csv.running.work import start, stop
from milepost.integrations.csv.views.showing import detail_context, work_context
from milepost.lib.errors import DomainError
from milepost.ui.public import REFUSED, person, show_refusal

_ON_A_PAGE = 50


class NewImportForm(forms.Form):
    """What is in the file, where it is from, and the file."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in the file"), widget=forms.RadioSelect)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=40,
        help_text=gettext_lazy("The system that the file is from, like “CRM”. Keys are kept under this name."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, with the names of the columns in its first row."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.key, kind.label) for kind in import_kinds]


@require_safe
@requires(Right.IMPORT)
def import_list(request: HttpRequest) -> HttpResponse:
    """Show the imports that were made, newest first."""
    rows = Import.objects.visible_to(person(request)).order_by("-created_at", "-id")
    page = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    shown = [(one, counts_of(one), import_kinds.get(one.kind)) for one in page]
    context = {"imports": shown, "page": page}
    return render(request, "integrations/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.IMPORT)
def import_new(request: HttpRequest) -> HttpResponse:
    """Ask for a file; once it is read, lead on to what its columns are."""
    viewer = person(request)
    if request.method != "POST":
        form = NewImportForm(initial={"kind": request.GET.get("kind", "accounts")})
        return _show_new(request, form)
    form = NewImportForm(request.POST, request.FILES)
    form.fields["file"].required = False  # what is too large never arrives; `uploaded_file` knows why
    if form.is_valid():
        kind, source = form.cleaned_data["kind"], form.cleaned_data["source"]
        try:
            import_ = take_in(uploaded_file(request), kind, actor=viewer.as_actor(), source=source)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("integrations:import-detail", import_.pk)
    return _show_new(request, form, status=REFUSED)


def _show_new(request: HttpRequest, form: NewImportForm, status: int = 200) -> HttpResponse:
    form.fields["file"].required = True
    names = Import.objects.visible_to(person(request)).order_by("source").values_list("source", flat=True).distinct()
    context = {"form": form, "kinds": list(import_kinds), "sources": names[:50]}
    return render(request, "integrations/import-new.html", context, status=status)


@require_safe
@requires(Right.IMPORT)
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an import at the place where it stands: being prepared, at work, or done."""
    import_ = get_object_or_404(Import.objects.visible_to(person(request)), pk=pk)
    is_poll = request.headers.get("HX-Target") == "import-work"
    if is_poll and import_.is_busy:
        return render(request, "integrations/import.html#work", work_context(import_))
    if is_poll:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "integrations/import.html", detail_context(import_))


@require_POST
@requires(Right.IMPORT)
def import_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply an import, go on with it, take it back, or stop it."""
    viewer = person(request)
    import_ = get_object_or_404(Import.objects.visible_to(viewer), pk=pk)
    states = {"apply": ImportState.APPLYING, "undo": ImportState.UNDOING}
    act = request.POST.get("act", "")
    try:
        if act in states:
            start(import_, states[act], actor=viewer.as_actor())
        elif act == "stop":
            stop(import_, actor=viewer.as_actor())
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("integrations:import-detail", pk)


@require_safe
@requires(Right.IMPORT)
def import_refusals(request: HttpRequest, pk: int) -> HttpResponse:
    """Give every refusal of a stage as a CSV file."""
    import_ = get_object_or_404(Import.objects.visible_to(person(request)), pk=pk)
    stage = request.GET.get("stage", "")
    lines = refusals_as_csv(import_, stage if stage in Stage.values else stage_of(import_))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_("refused")}-{import_.pk}.csv"'
    return cast("HttpResponse", response)
