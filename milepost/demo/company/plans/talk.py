"""What people write down around a task, by a word of its title: steps, what they say, what holds it up, a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Talk:
    """Steps in their order, comments by roles, what might hold it up (by whom, why), a file with its lines, a label."""

    words: tuple[str, ...]
    steps: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    block: tuple[str, str]
    file: tuple[str, str] = ("", "")
    label: str = ""


TALKS = (
    Talk(
        ("import", "data", "asset", "template"),
        ("Export from the old system", "Remove what is scrapped", "Fill in site and class", "Check 20 by hand", "Load"),
        (
            ("engineer", "The export has **2,140 assets**, 312 of them without a site."),
            ("pm", "Their planner fills the sites in by Thursday. {other} loads the rest meanwhile."),
            ("engineer", "Loaded. Twelve were refused for a class that we do not know:\n\n- pumps, 7\n- valves, 5"),
        ),
        ("Their IT", "Nobody has the rights for the export; the ticket waits at their IT"),
        ("assets-without-site.csv", "number,name,site\n4711,Pump 3,\n4712,Compressor,\n4718,Valve block,\n"),
        label="Data",
    ),
    Talk(
        ("sign-on", "access", "connector", "interface", "build", "test"),
        ("Name somebody on their side", "Open the firewall", "Test account works", "Write down how to renew it"),
        (
            ("engineer", "Their test system answers, the certificate is self-signed. Good enough for now."),
            ("pm", "{other}, please say early if the date does not hold: the pilot hangs on it."),
        ),
        ("Their network team", "The firewall rule waits for their change board"),
        ("interface-fields.csv", "ours,theirs\nasset,EQUNR\nsite,SWERK\norder,AUFNR\n"),
        label="Their IT",
    ),
    Talk(
        ("train", "refresher", "guide", "pilot", "crews"),
        ("Find a room with power", "Invite both shifts", "Print the cards", "Ask for feedback at the end"),
        (
            ("csm", "Early shift on Tuesday, late shift on Thursday: that way production goes on."),
            ("pm", "Last time half of them had no login on the day. {other} checks that the day before."),
        ),
        ("Their shift leads", "No dates as long as the maintenance stop runs"),
        ("participants.csv", "name,shift\nTeam north,early\nTeam south,late\n"),
        label="Training",
    ),
    Talk(
        ("review", "deck", "figures", "goals", "result", "story"),
        ("Figures of the quarter", "One page per goal", "Read it aloud once", "Send it two days before"),
        (
            ("csm", "I leave the ticket numbers out unless they ask: the sponsor wants to hear of downtime."),
            ("am", "Fine with me. Please keep the slide about the second site, {other}."),
        ),
        ("Their sponsor", "Travels until the end of the month; her office finds no hour"),
        ("figures.csv", "month,orders,planned share\nSep,812,61\nOct,845,66\n"),
        label="Sponsor",
    ),
    Talk(
        ("",),
        ("Agree what done means", "Do it", "Have it looked at"),
        (
            ("csm", "Talked about it today, nobody sees a problem with the date."),
            ("pm", "Good. {other}, a line here when it is done, please."),
        ),
        ("Their purchasing", "Waits for a signature"),
    ),
)


def talk_about(title: str) -> Talk:
    """Return what is written around a task of this title."""
    lower = title.lower()
    return next(talk for talk in TALKS if any(word in lower for word in talk.words))
