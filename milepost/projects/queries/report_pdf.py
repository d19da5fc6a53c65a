"""A status report as PDF. The library that sets it is heavy: it comes as an extra, and is loaded when it is needed."""

import json
from importlib.resources import files
from importlib.util import find_spec

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milepost.lib.errors import Unavailable
from milepost.projects.queries.report_documents import ShownReport
from milepost.ui.public import date_words

MIME = "application/pdf"


def can_make_pdf() -> bool:
    """Say whether the extra is installed."""
    return find_spec("typst") is not None


def report_pdf(shown: ShownReport) -> bytes:
    """Return a report as PDF, about 50 ms. Raises `Unavailable` (`no-pdf`) where the extra is not installed."""
    try:
        import typst  # noqa: PLC0415 # 80 MB, of an extra
    except ImportError as error:
        words = _("PDF needs the extra “documents”: install milepost[documents] on the server.")
        raise Unavailable("no-pdf", words) from error
    template = files("milepost.projects").joinpath("documents/report.typ").read_bytes()
    pdf: bytes = typst.compile(template, format="pdf", sys_inputs={"report": json.dumps(_data(shown))})
    return pdf


def _data(shown: ShownReport) -> dict[str, object]:
    """Return what the template sets: words that are translated already. They are data there, never markup."""
    facts = [(_("As of"), date_words(shown.on)), (_("Since"), date_words(shown.since_on))]
    if shown.target_on:
        facts.append((_("Target"), date_words(shown.target_on)))
    if shown.go_live_on:
        facts.append((_("Went live") if shown.went_live else _("Go-live planned"), date_words(shown.go_live_on)))
    return {
        "language": (get_language() or "en").split("-")[0],
        "title": shown.project,
        "account": shown.account,
        "subtitle": _("Status report %(number)s") % {"number": shown.number},
        "by": shown.by,
        "facts": facts,
        "lights": [
            {"topic": str(one.topic.label), "light": one.light.value, "label": str(one.light.label), "word": one.word}
            for one in shown.lights
        ],
        "chapters": [
            {
                "title": str(one.chapter.label),
                "blocks": [{"list": block.is_list, "lines": list(block.lines)} for block in one.blocks],
            }
            for one in shown.chapters
        ],
    }
