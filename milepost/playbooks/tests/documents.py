"""A small playbook as text, and playbooks by chance."""

from hypothesis import strategies as st

from milepost.playbooks.records import (
    Condition,
    DayKind,
    Deliverable,
    Offset,
    Phase,
    PlaybookDocument,
    Question,
    Role,
    Scope,
    Step,
    StepLink,
)
from milepost.projects.records import Method, Part, ProjectKind

SMALL = """\
playbook: onboarding-small
name: Onboarding, small
purpose: For customers with one team.
kind: onboarding
anchor: contract-start
go-live: go-live
outcome: "{{ account.name }} works with it."
roles:
  - {key: csm, name: Customer success manager, side: ours, from: csm, part: lead, expected: Keeps promises.}
  - {key: champion, name: Champion, side: theirs, from: champion}
  - {key: engineer, name: Engineer, side: ours}
questions:
  - {key: sso, ask: Do people sign in through their directory?, type: yes-no, default: no}
  - {key: users, ask: How many people?, type: number, default: 20}
scope:
  goals: [ "People work with it" ]
phases:
  - key: prepare
    title: Prepare
    steps:
      - key: kick-off
        title: Kick-off with {{ account.name }}
        does: csm
        answers: csm
        asked: [champion]
        lasts: 4h
        starts: 2 working days after contract-start
        checklist: [Agenda sent, Minutes sent]
        accepted-when: [Both sides name the date]
        meeting: yes
      - key: directory
        title: Connect the directory
        does: [champion, engineer]
        lasts: 2d
        effort: 6h
        after: [kick-off + 1d]
        seen-by: customer
        when: {answer: sso, is: yes}
      - key: data
        title: Load the data of {{ role.champion }}
        does: engineer
        lasts: 1d
        after: [directory]
        optional: true
  - key: live
    title: Go live
    steps:
      - key: go-live
        title: Go-live
        milestone: true
        after: [data]
      - key: look-back
        title: Look back
        does: csm
        lasts: 1h
        starts: 10 working days after go-live
"""

KEYS = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?", fullmatch=True)
WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="{}"), min_size=1, max_size=30)
LINE = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
SAID = (
    st.sampled_from(["no", "yes", "null", "~", "12:30", "1e3", "2026-03-01", "# no", "- a", "a: b", "'", '"', "|"])
    | LINE
)
TEXTS = st.lists(SAID.filter(lambda text: text not in {"null", "~"}), max_size=3).map("\n\n  ".join)
LENGTHS = st.integers(1, 5000)


def _lines(most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(LINE, max_size=most).map(tuple)


@st.composite
def playbooks(draw: st.DrawFn) -> PlaybookDocument:
    """Playbooks that are right: links go back, offsets count from what exists."""
    keys = draw(st.lists(KEYS.map(lambda key: f"s-{key}"), min_size=1, max_size=6, unique=True))
    roles = draw(st.lists(KEYS, max_size=3, unique=True))
    yes_no = Question(key="sso", ask=draw(LINE), type="yes-no", default=draw(st.sampled_from(["", "yes", "no"])))
    choice = Question(key="size", ask=draw(LINE), type="choice", choices=("no", "50 to 100", "1e3"))
    steps = [draw(_steps(key, keys[:at], roles)) for at, key in enumerate(keys)]
    milestones = [step.key for step in steps if step.is_milestone]
    cut = draw(st.integers(0, len(steps)))
    return PlaybookDocument(
        key=draw(KEYS),
        name=draw(SAID.filter(lambda text: text not in {"null", "~"})),
        purpose=draw(LINE),
        kind=draw(st.sampled_from(ProjectKind.values)),
        method=draw(st.sampled_from(Method.values)),
        anchor=draw(st.sampled_from(["start", "contract-start", "renewal", "go-live"])),
        go_live=draw(st.sampled_from(["", *milestones])),
        outcome=draw(TEXTS).strip(),
        roles=tuple(
            Role(key=key, name=draw(LINE)[:80].strip(), side="theirs", part=draw(st.sampled_from(Part.values)))
            for key in roles
        ),
        questions=(yes_no, choice),
        scope=Scope(goals=draw(_lines()), out=draw(_lines()), deliverables=(Deliverable(title=draw(LINE)),)),
        phases=(
            Phase(key="p-one", title=draw(LINE), steps=tuple(steps[:cut])),
            Phase(key="p-two", title=draw(LINE), steps=tuple(steps[cut:])),
        ),
    )


@st.composite
def _steps(draw: st.DrawFn, key: str, before: list[str], roles: list[str]) -> Step:
    is_milestone = draw(st.booleans())
    named = st.lists(st.sampled_from(roles), unique=True).map(tuple) if roles else st.just(())
    links = st.lists(st.sampled_from(before), unique=True, max_size=2) if before else st.just([])
    days = draw(st.integers(-400, 400))
    offset = Offset(days, draw(st.sampled_from(DayKind)), draw(st.sampled_from(["start", "renewal", "go-live"])))
    return Step(
        key=key,
        title=draw(LINE),
        description=draw(TEXTS).strip(),
        does=draw(named),
        asked=draw(named),
        is_milestone=is_milestone,
        lasts_minutes=0 if is_milestone else draw(LENGTHS),
        effort_minutes=None if is_milestone else draw(st.none() | st.integers(0, 5000)),
        starts=draw(st.none() | st.just(offset) if days <= 0 else st.none()),
        after=tuple(
            StepLink(each, draw(st.sampled_from(["FS", "SS", "FF", "SF"])), draw(st.integers(-960, 960)))
            for each in draw(links)
        ),
        checklist=draw(_lines()),
        seen_by=draw(st.sampled_from(["internal", "customer"])),
        is_meeting=draw(st.booleans()),
        is_optional=draw(st.booleans()),
        when=draw(
            st.sampled_from(
                [
                    (),
                    (Condition(asks="answer", key="sso", equals="no"),),
                    (
                        Condition(asks="answer", key="size", one_of=("no", "1e3")),
                        Condition(asks="fact", key="employees", at_least="10", at_most="1e3"),
                    ),
                ]
            )
        ),
    )
