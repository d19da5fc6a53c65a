"""What was agreed about a simulated project: its scope, who said yes, what was asked to change, what was accepted."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from milepost.accounts.public import Contact
from milepost.audit.public import create_record, create_records
from milepost.demo.company.chance import Chance, chance
from milepost.demo.company.plans.agreed import CHANGES, DECLINED_FOR, GIVEN_BACK_FOR, SCOPES, Line
from milepost.demo.company.plans.records import SimulatedProject
from milepost.demo.project_parties import Cast
from milepost.demo.rows import noon
from milepost.identity.public import User
from milepost.lib.actor import Actor
from milepost.projects.public import (
    Baseline,
    ChangeRequest,
    ChangeState,
    Delivery,
    DeliveryState,
    PartySide,
    Payer,
    Project,
    Proposal,
    ProposalState,
    ScopeItem,
    ScopeVersion,
    Section,
    Signer,
    SignerState,
    Task,
    freeze_scope,
)

_DAY = 480
_ASKED_BEFORE = dt.timedelta(days=4)
_OPEN_FOR = dt.timedelta(days=10)
_SAID = "“Agreed, with thanks to all. Let us begin.” (mail of {name})"


@dataclass(frozen=True)
class Agreement:
    """The agreement on one project, as far as it had come."""

    project: Project
    simulated: SimulatedProject
    cast: Cast
    actor: Actor

    @cached_property
    def lead(self) -> User:
        return self.cast.colleague(self.simulated.lead)

    @cached_property
    def signer(self) -> Contact | None:
        """Who of the customer answers; None where nobody is named."""
        return self.cast.contact("sponsor") or self.cast.contact("champion")

    def reach(self, today: dt.date) -> None:
        """Write its scope, propose it, and what followed. Halden's own projects agree with nobody."""
        one = self.simulated
        if one.kind not in SCOPES or self.cast.account is None or one.start_on > today:
            return
        items = create_records(list(self._items(SCOPES[one.kind])), actor=self.actor)
        version = freeze_scope(self.project, actor=self.actor, target_on=one.target_on)
        if self.signer is None:
            return
        self._propose(version, self.signer, today)
        if one.agreed_on is not None:
            draw = chance("agreement", one.account, one.name)
            create_records(list(self._changes(draw)), actor=self.actor)
            create_records(list(self._deliveries(items, draw)), actor=self.actor)

    def _items(self, lines: Sequence[Line]) -> Iterator[ScopeItem]:
        firm = self.cast.account.firm if self.cast.account else None
        words = {
            "{firm}": firm.name if firm else "",
            "{site}": firm.sites[0] if firm else "",
            "{sites}": ", ".join(firm.sites) if firm else "",
            "{modules}": ", ".join(module.name for module in firm.modules) if firm else "",
            "{name}": self.simulated.name,
        }
        tasks = {task.title: task for task in Task.objects.filter(project=self.project)}
        asked_by = self.cast.contact("champion")
        for at, line in enumerate(lines):
            text = line.text
            for name, value in words.items():
                text = text.replace(name, value)
            yield ScopeItem(
                project=self.project,
                section=line.section,
                position=at,
                text=text,
                detail=line.detail,
                task=tasks.get(line.task),
                contact=asked_by if line.section in {Section.REQUIREMENT, Section.COMMITMENT} else None,
                user=self.cast.colleague("am") if line.section == Section.COMMITMENT else None,
            )

    def _propose(self, version: ScopeVersion, contact: Contact, today: dt.date) -> None:
        """Write the proposal: agreed on the day of the plan, else it waits for the customer."""
        agreed_on = self.simulated.agreed_on
        proposed_on = (agreed_on or today) - _ASKED_BEFORE
        proposal = Proposal(
            project=self.project,
            scope=version,
            state=ProposalState.AGREED if agreed_on else ProposalState.OPEN,
            expires_on=None if agreed_on else today + _OPEN_FOR,
            by=self.lead,
            by_label=str(self.lead),
            proposed_at=noon(proposed_on),
            closed_at=noon(agreed_on) if agreed_on else None,
            baseline=Baseline.objects.filter(project=self.project).first() if agreed_on else None,
        )
        create_record(proposal, actor=self.actor)
        ours = Signer(proposal=proposal, user=self.lead, side=PartySide.OURS, name=str(self.lead))
        theirs = Signer(proposal=proposal, contact=contact, side=PartySide.THEIRS, name=str(contact))
        _say_yes(ours, proposed_on)
        if agreed_on:
            _say_yes(theirs, agreed_on)
            theirs.recorded_by, theirs.evidence = str(self.lead), _SAID.format(name=contact)
        create_records([ours, theirs], actor=self.actor)

    def _changes(self, draw: Chance) -> Iterator[ChangeRequest]:
        """Yield what was asked for: what cost time by agreement was approved, more waits or was declined."""
        number = 0
        for number, slip in enumerate((one for one in self.simulated.slips if one.is_agreed), 1):
            change = self._change(number, ChangeState.APPROVED, slip.on)
            change.extra_minutes = round(slip.days * _DAY)
            yield change
        if self.simulated.state == "active" and draw.happens(0.4):
            state = draw.choice((ChangeState.DRAFT, ChangeState.REVIEW, ChangeState.SENT, ChangeState.DECLINED))
            yield self._change(number + 1, state, self.simulated.until)

    def _change(self, number: int, state: ChangeState, on: dt.date) -> ChangeRequest:
        asked, is_decided = CHANGES[number % len(CHANGES)], state in {ChangeState.APPROVED, ChangeState.DECLINED}
        change = ChangeRequest(
            project=self.project,
            number=number,
            title=asked.title,
            why=asked.why,
            state=state,
            contact=self.signer,
            payer=Payer.THEIRS,
            amount=Decimal(asked.price),
            scope_edits=[{"do": "add", "section": Section.IN.value, "text": asked.line}],
            author=self.lead,
            by_label=str(self.lead),
            approver=None if state == ChangeState.DRAFT else self.cast.colleague("lead"),
            sent_at=noon(on - _ASKED_BEFORE) if is_decided or state == ChangeState.SENT else None,
        )
        if is_decided:
            change.decided_at, change.decider, change.recorded_by = noon(on), self.signer, str(self.lead)
            change.reason = "" if state == ChangeState.APPROVED else DECLINED_FOR
            change.evidence = change.reason or _SAID.format(name=self.signer)
        return change

    def _deliveries(self, items: Sequence[ScopeItem], draw: Chance) -> Iterator[Delivery]:
        """Yield what was handed over with the work that is done; of a weak delivery some was given back at first."""
        account = self.cast.account
        strength = account.life.condition_on(self.simulated.until).delivery if account else 1.0
        for item in items:
            finished = item.task.actual_finish if item.task else None
            if item.section != Section.DELIVERABLE or finished is None:
                continue
            is_given_back = draw.happens(0.8 - 0.7 * strength)
            states = [DeliveryState.CHANGES] * is_given_back + [DeliveryState.ACCEPTED]
            yield from (self._version(item, at, state, finished) for at, state in enumerate(states, 1))

    def _version(self, item: ScopeItem, number: int, state: DeliveryState, finished: dt.datetime) -> Delivery:
        decided_at = noon(min(finished.date() + dt.timedelta(days=2 * number), self.simulated.until))
        return Delivery(
            deliverable=item,
            number=number,
            state=state,
            by_label=str(self.lead),
            submitted_at=decided_at - dt.timedelta(days=1),
            decided_at=decided_at,
            decider=self.signer,
            recorded_by=str(self.lead),
            answer=GIVEN_BACK_FOR if state == DeliveryState.CHANGES else "",
        )


def _say_yes(signer: Signer, on: dt.date) -> None:
    signer.state, signer.decided_at, signer.sha256 = SignerState.AGREED, noon(on), signer.proposal.scope.sha256
