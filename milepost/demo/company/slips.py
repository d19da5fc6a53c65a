"""What comes between a plan and its date: causes that follow from the hidden conditions."""

import datetime as dt
from collections.abc import Iterator

from milepost.demo.company.chance import Chance
from milepost.demo.company.plans.records import Slip
from milepost.demo.company.records import Condition, SimulatedAccount
from milepost.demo.company.workdays import workday

_MOST, _SHORT_DAYS = 3, 8
_DECISION, _DATA = "Decision or approval was late", "Data or access was late"
_ABSENT, _MORE = "People were not available at the customer", "The customer asked for more"
_OURS_ABSENT, _LARGER = "People were not available with us", "The work was larger than estimated"
_FAULT, _MISFIT, _THIRD = "A fault in the product", "A plan that did not fit", "A third party was late"

_NOTES = {
    _DECISION: ("The sponsor was away, and nobody else signs.", "It went to a committee that meets once a month."),
    _DATA: ("The file came with other columns.", "The firewall was opened only after three requests."),
    _ABSENT: ("Two shifts were short of people.", "Their project lead was needed at another site."),
    _MORE: ("A second site was added.", "They want the labels in their own format, too."),
    _OURS_ABSENT: ("Our engineer was ill for a week.", "Another customer's incident came first."),
    _LARGER: ("There were twice as many job plans as in the offer.", "Old data took more cleaning than we thought."),
    _FAULT: ("The importer dropped accents in names.", "Offline mode lost photos; the fix came with a release."),
    _THIRD: ("The ERP partner had no date before the month's end.", "The scanners were delivered late."),
}
_WON = ("Two trainings were held on one day.", "The import of the last sites ran over a weekend.")


def slips_of(account: SimulatedAccount, times: tuple[dt.date, dt.date], days: int, draw: Chance) -> Iterator[Slip]:
    """Yield what cost `days` working days altogether between two days, in order; some of it may have been won back."""
    first, last = times
    if days == 0 or (last - first).days < _MOST:
        return
    won = draw.randint(1, 2) if days > 0 and draw.happens(0.25) else 0
    parts = _parts(days + won, draw) if days > 0 else []
    span = (last - first).days
    for on in sorted(first + dt.timedelta(days=draw.randint(1, span)) for _part in parts):
        yield _slip(account.life.condition_on(on), workday(min(on, last)), parts.pop(), draw)
    gained = won if days > 0 else -days
    if gained:
        yield Slip(workday(last), -gained, _MISFIT, "ours", draw.choice(_WON))


def _parts(days: int, draw: Chance) -> list[int]:
    """Split days into up to three slips; a few days are one."""
    count = min(days, draw.randint(1, _MOST if days > _SHORT_DAYS else 1))
    cuts = sorted(draw.sample(range(1, days), count - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, days], strict=True)]


def _slip(condition: Condition, on: dt.date, days: int, draw: Chance) -> Slip:
    cause = draw.one_of(
        {
            _DECISION: 1.05 - condition.sponsor,
            _DATA: 0.6 * (1.1 - condition.sponsor),
            _ABSENT: 0.5 * (1.1 - condition.sponsor),
            _MORE: 0.1 + 0.15 * condition.fit,
            _LARGER: 1.0 - condition.delivery,
            _OURS_ABSENT: 0.7 * (1.0 - condition.delivery),
            _FAULT: 0.8 * condition.pain,
            _THIRD: 0.12,
        }
    )
    side = "third" if cause == _THIRD else "theirs" if cause in {_DECISION, _DATA, _ABSENT, _MORE} else "ours"
    return Slip(on, days, cause, side, draw.choice(_NOTES[cause]), is_agreed=cause == _MORE and draw.happens(0.7))
