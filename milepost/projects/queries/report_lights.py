"""What a report's lights should show by what is known, each with its reason in a sentence. Ours alone."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.accounts.public import Sentiment, Touchpoint
from milepost.identity.public import User
from milepost.projects.models import ChangeRequest, Delivery, Project
from milepost.projects.queries.agreements import agreed_version
from milepost.projects.queries.hours import project_hours, project_outlook
from milepost.projects.queries.project_head import late_days
from milepost.projects.queries.slip_story import headline
from milepost.projects.queries.slips import slip_ledger
from milepost.projects.queries.working_days import day_counter
from milepost.projects.records_reports import Light, Topic
from milepost.projects.records_scope import DeliveryState
from milepost.ui.public import date_words

LATE_DAYS = 5  # working days after the target, or slipped, up to which the schedule is amber
ANSWER_DAYS, OVERDUE_DAYS = 7, 21  # days after which an acceptance is overdue, and badly so
OVER_SHARE = 1.1  # of the time agreed, up to which the budget is amber
CHANGES_MANY = 3
MOODS, MOOD_DAYS = 3, 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a light should show, and why."""

    topic: Topic
    light: Light
    reason: str


def suggested_lights(project: Project, viewer: User, today: dt.date) -> list[Suggestion]:
    """Return a suggestion for each light, for somebody who sees the whole project. Constant queries."""
    return [_scope(project, today), _schedule(project), _budget(project, viewer), _mood(project, viewer, today)]


def _scope(project: Project, today: dt.date) -> Suggestion:
    open_changes = ChangeRequest.objects.filter(project=project).open().count()
    waiting = Delivery.objects.filter(deliverable__project=project, state=DeliveryState.SUBMITTED)
    since = [(today - timezone.localdate(at)).days for at in waiting.values_list("submitted_at", flat=True)]
    overdue = [days for days in since if days > ANSWER_DAYS]
    changes = ngettext("%(count)s open change request", "%(count)s open change requests", open_changes)
    accepted = ngettext(
        "%(count)s deliverable waits for its acceptance, %(days)s days by now",
        "%(count)s deliverables wait for their acceptance, up to %(days)s days by now",
        len(overdue),
    )
    said = [changes % {"count": open_changes}] if open_changes else []
    said += [accepted % {"count": len(overdue), "days": max(overdue)}] if overdue else []
    if open_changes >= CHANGES_MANY or max(overdue, default=0) > OVERDUE_DAYS:
        return Suggestion(Topic.SCOPE, Light.RED, _sentence(said))
    if said:
        return Suggestion(Topic.SCOPE, Light.AMBER, _sentence(said))
    if agreed_version(project) is None:
        return Suggestion(Topic.SCOPE, Light.UNKNOWN, _("No scope was agreed yet."))
    return Suggestion(Topic.SCOPE, Light.GREEN, _("The scope is agreed, no change is open and nothing waits too long."))


def _schedule(project: Project) -> Suggestion:
    """Judge by the target; where that holds, or there is none, by how far go-live slipped since the baseline."""
    late = late_days(project, day_counter(project))
    ledger = slip_ledger(project)
    if late is None and ledger is None:
        return Suggestion(Topic.SCHEDULE, Light.UNKNOWN, _("There is neither a target nor a baseline to judge by."))
    said = [_against_target(project, late)] if late is not None else []
    said += [headline(ledger).rstrip(".")] if ledger is not None else []
    slipped = ledger.total_days - ledger.agreed_days if ledger is not None else 0
    worst = late if late is not None and late > 0 else 0
    if late is None:
        worst = max(slipped, 0)
    if worst > LATE_DAYS:
        return Suggestion(Topic.SCHEDULE, Light.RED, _sentence(said))
    is_amber = worst > 0 or slipped > LATE_DAYS
    return Suggestion(Topic.SCHEDULE, Light.AMBER if is_amber else Light.GREEN, _sentence(said))


def _against_target(project: Project, late: int) -> str:
    values = {"days": abs(late), "target": date_words(project.target_on) if project.target_on else ""}
    if late > 0:
        words = ngettext(
            "%(days)s working day after the target, %(target)s",
            "%(days)s working days after the target, %(target)s",
            late,
        )
        return words % values
    return _("The target, %(target)s, is kept") % values


def _budget(project: Project, viewer: User) -> Suggestion:
    hours = project_hours(project, viewer)
    agreed = hours.agreed_minutes
    if not agreed or agreed < 0:
        return Suggestion(Topic.BUDGET, Light.UNKNOWN, _("No time was sold, so there is nothing to judge by."))
    outlook = project_outlook(project, hours)
    share, used_share = outlook.end_minutes / agreed, hours.used_minutes / agreed
    light = Light.GREEN if share <= 1 else Light.AMBER if share <= OVER_SHARE and used_share <= 1 else Light.RED
    words = _("%(used)s of %(agreed)s hours agreed are used; with what is left to do it comes to %(end)s.")
    values = {"used": hours.used_minutes, "agreed": agreed, "end": outlook.end_minutes}
    return Suggestion(Topic.BUDGET, light, words % {name: round(value / 60) for name, value in values.items()})


def _mood(project: Project, viewer: User, today: dt.date) -> Suggestion:
    """Judge by the last three talks whose mood was noted within sixty days."""
    rows = Touchpoint.objects.visible_to(viewer).filter(account=project.account_id, account__isnull=False)
    rows = rows.exclude(sentiment="").filter(at__date__gt=today - dt.timedelta(days=MOOD_DAYS), at__date__lte=today)
    last = list(rows.order_by("-at", "-pk")[:MOODS])
    if not last:
        words = _("No mood was noted within %(days)s days.")
        return Suggestion(Topic.MOOD, Light.UNKNOWN, words % {"days": MOOD_DAYS})
    bad = sum(one.sentiment == Sentiment.BAD for one in last)
    good = sum(one.sentiment == Sentiment.GOOD for one in last)
    is_bad_now = last[0].sentiment == Sentiment.BAD
    light = Light.RED if bad > 1 else Light.AMBER if bad or good * 2 < len(last) else Light.GREEN
    values = {"count": len(last), "good": good, "bad": bad, "day": date_words(timezone.localdate(last[0].at))}
    if len(last) == 1:
        mood = str(last[0].get_sentiment_display()).lower()
        return Suggestion(
            Topic.MOOD, light, _("The last talk, %(day)s, was noted as %(mood)s.") % {**values, "mood": mood}
        )
    words = _("Of the last %(count)s talks %(good)s went well and %(bad)s badly; the last was on %(day)s.")
    worse = _("Of the last %(count)s talks %(bad)s went badly, also the last one, on %(day)s.")
    return Suggestion(Topic.MOOD, light, (worse if is_bad_now else words) % values)


def _sentence(parts: list[str]) -> str:
    return f"{'; '.join(parts)}."
