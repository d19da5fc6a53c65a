"""A slip ledger as a waterfall: one bar a story, from the baseline down to the forecast, small ones told as one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milepost.projects.queries.slip_story import SlipRun, signed
from milepost.projects.queries.slips import SlipLedger
from milepost.projects.records import PartySide

BARS_MOST = 8
_KINDS = {
    PartySide.OURS.value: gettext_lazy("ours"),
    PartySide.THEIRS.value: gettext_lazy("the customer's"),
    PartySide.THIRD.value: gettext_lazy("a third party's"),
    "agreed": gettext_lazy("agreed"),
}
_LOOKS = {
    PartySide.OURS.value: "fall-ours",
    PartySide.THEIRS.value: "fall-theirs",
    PartySide.THIRD.value: "fall-third",
    "agreed": "fall-agreed",
    "unknown": "fall-unknown",
}


@dataclass(frozen=True, slots=True)
class Share:
    """What a bar stands for, before it has its place. `kind` is a side, or `agreed`, `rest`, `unknown`."""

    label: str
    days: int
    kind: str

    @property
    def look(self) -> str:
        """Return the class of its bar."""
        return _LOOKS.get(self.kind, "")

    @property
    def kind_words(self) -> str:
        """Return whose it is, where that is known."""
        return str(_KINDS.get(self.kind, ""))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: days from the baseline at which it begins and ends; `left` and `width` of 100, as text for SVG."""

    share: Share
    words: str
    left: str
    width: str


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The bars in their order. `zero`, `end` of 100: where the baseline and the forecast stand."""

    bars: tuple[Bar, ...]
    zero: str
    end: str


def waterfall_of(ledger: SlipLedger, runs: Iterable[SlipRun]) -> Waterfall:
    """Return the bars of a ledger. Their days add up to its total."""
    shares = list(_shares(ledger, runs))
    stands = [0]
    for share in shares:
        stands.append(stands[-1] + share.days)
    low, high = min(stands), max(stands)
    span = max(1, high - low)

    def place(days: float) -> str:
        return f"{(days - low) * 100 / span:.2f}"

    bars = [
        Bar(share, signed(share.days), place(min(begin, end)), f"{max(0.6, abs(end - begin) * 100 / span):.2f}")
        for share, begin, end in zip(shares, stands, stands[1:], strict=False)
    ]
    return Waterfall(tuple(bars), place(0), place(stands[-1]))


def _shares(ledger: SlipLedger, runs: Iterable[SlipRun]) -> Iterator[Share]:
    stories = _stories(runs)
    told = sorted(stories, key=lambda share: -abs(share.days))
    kept = set(told if len(told) <= BARS_MOST + 1 else told[:BARS_MOST])
    yield from (share for share in stories if share in kept)
    small = [share for share in stories if share not in kept]
    if small:
        words = ngettext("%(count)s smaller move", "%(count)s smaller moves", len(small)) % {"count": len(small)}
        yield Share(words, sum(share.days for share in small), "rest")
    if ledger.hidden_days:
        yield Share(_("Tasks that you do not see"), ledger.hidden_days, "rest")
    if ledger.unattributed_days:
        yield Share(_("Nobody's act explains it"), ledger.unattributed_days, "unknown")


def _stories(runs: Iterable[SlipRun]) -> list[Share]:
    """Return each root with all that it cost, in the order of first movement; what comes to nothing is left out."""
    found: dict[tuple[object, ...], tuple[str, int, str]] = {}
    for run in runs:
        change = run.change
        kind = "agreed" if change.is_agreed else change.side
        key = (change.task_id, change.label, kind)
        label, days, _kind = found.get(key, (change.label, 0, kind))
        found[key] = (label, days + run.days, kind)
    return [Share(label, days, kind) for label, days, kind in found.values() if days]
