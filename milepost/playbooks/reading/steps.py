"""The steps of a playbook, one by one; whether they fit together says `checks`."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from milepost.playbooks.reading.faults import below
from milepost.playbooks.reading.fields import Entry
from milepost.playbooks.reading.measures import link_of
from milepost.playbooks.reading.nodes import Entries, Items, Node
from milepost.playbooks.records import Asks, Condition, Step, StepLink

TITLE_MOST = 300
_ITEM_MOST = 300
_BOUNDS = ("is", "at-least", "at-most", "one-of")


def read_step(entry: Entry) -> Step:
    """Return a step as it is written."""
    is_milestone = entry.flag("milestone")
    lasts = entry.minutes("lasts")
    effort = entry.minutes("effort")
    if is_milestone and (lasts or effort):
        entry.wrong("milestone", _("A milestone has neither a length nor effort."))
    if not is_milestone and not lasts and not entry.text("lasts"):
        entry.wrong("", _("Say how long it lasts (“lasts: 2d”), or that it is a milestone (“milestone: yes”)."))
    elif not is_milestone and lasts == 0:
        entry.wrong("lasts", _("Only a milestone lasts no time."))
    return Step(
        key=entry.key("key"),
        title=entry.text("title", most=TITLE_MOST, is_needed=True),
        description=entry.text("description", has_lines=True),
        does=entry.texts("does"),
        answers=entry.texts("answers"),
        asked=entry.texts("asked"),
        told=entry.texts("told"),
        lasts_minutes=lasts or 0,
        is_milestone=is_milestone,
        effort_minutes=effort,
        starts=entry.offset("starts"),
        due=entry.offset("due"),
        after=tuple(_links(entry)),
        checklist=entry.texts("checklist", most=_ITEM_MOST),
        accepted_when=entry.texts("accepted-when", most=_ITEM_MOST),
        seen_by=entry.choice("seen-by", ("internal", "customer"), "internal"),
        is_meeting=entry.flag("meeting"),
        is_optional=entry.flag("optional"),
        when=tuple(_conditions(entry)),
    )


def _links(entry: Entry) -> Iterator[StepLink]:
    for text in entry.texts("after"):
        link = link_of(text)
        if link is None:
            example = "kick-off, data-ready + 2d, training SS + 1d"
            message = _("“%(value)s” is no link. Write it like: %(example)s.") % {"value": text, "example": example}
            entry.wrong("after", message)
        else:
            yield link


def _conditions(entry: Entry) -> Iterator[Condition]:
    node = entry.node("when")
    items: tuple[Node, ...] = node.items if isinstance(node, Items) else () if node is None else (node,)
    for at, item in enumerate(items, 1):
        place = below(entry.place, "when", *([at] if isinstance(node, Items) else []))
        if not isinstance(item, Entries):
            entry.wrong("when", _("Write it like: {answer: sso, is: yes}, or {fact: employees, at-least: 500}."))
            continue
        part = Entry(item, place, entry.faults)
        yield _condition(part)
        part.refuse_others()


def _condition(part: Entry) -> Condition:
    answer, fact = part.text("answer"), part.text("fact")
    if bool(answer) == bool(fact):
        part.wrong("", _("Name one answer or one fact."))
    found = {name: part.text(name) or None for name in _BOUNDS[:3]}
    one_of = part.texts("one-of")
    if not one_of and not any(found.values()):
        part.wrong("", _("Say what must hold: is, at-least, at-most or one-of."))
    return Condition(
        asks=Asks.ANSWER if answer else Asks.FACT,
        key=answer or fact,
        equals=found["is"],
        at_least=found["at-least"],
        at_most=found["at-most"],
        one_of=one_of,
    )
