"""What is talked about once a customer works with the product."""

from milepost.demo.company.topics.records import Topic

USAGE = Topic(
    key="usage",
    kinds={"call": 3.0, "check-in": 3.0, "email": 1.5, "meeting": 1.0, "note": 0.7},
    subjects=(
        "Check-in with {who}",
        "How {module} is used in {site}",
        "Use of {feature}",
        "Monthly call",
        "Half an hour with {firm}",
    ),
    good=(
        "{share} % of the jobs are closed in the field app now, and {site} does not print anything any more.",
        "{feature} turned out to be what the shift leads had waited for.",
        "{who} showed the numbers of {site} to the other sites without our asking.",
        "The backlog is down by a fifth since spring; planners look at it each morning.",
        "New technicians learn it from colleagues within a day, says {who}.",
    ),
    neutral=(
        "{site} works with it daily, the smaller sites only for larger jobs.",
        "They use {feature} but not yet {feature2}; a short session could help.",
        "Nothing urgent. The audit keeps them busy until {month}.",
        "Photos are added to every second job; checklists less often than planned.",
    ),
    bad=(
        "Jobs are opened after the repair to have a number. As a plan it is dead in {site}.",
        "Only {n} of {tech} technicians signed in this month. {who} knows, and has no idea how to change it.",
        "{site} went back to its spreadsheet for planning. “Faster for us”, they say.",
        "The new shift lead does not believe in it, and his people do as he does.",
        "Nobody looks at the reports any more, since half of the jobs are not in there.",
    ),
    ours=(
        "Send figures of use by site",
        "Prepare a session on {feature2}",
        "Show how {site} plans its week",
        "Compare two sites for the next call",
    ),
    theirs=("Talk with the shift leads of {site}", "Decide who owns {feature}", "Clean up the backlog of old jobs"),
    agenda=("What changed since last time", "Use by site", "{feature}: what keeps people from it", "Next steps"),
)

SUPPORT = Topic(
    key="support",
    kinds={"call": 3.0, "email": 3.0, "note": 1.0, "meeting": 0.6},
    subjects=(
        "Open tickets",
        "Slow search on tablets",
        "{feature}: what support found",
        "Follow-up on the outage",
        "Tickets waiting too long",
    ),
    good=(
        "The last tickets were answered within the hour. {who} wrote that they noticed.",
        "The cause of the slow lists is found and mended with the release of this week.",
        "Nothing open. That was different in spring.",
    ),
    neutral=(
        "{n} tickets open, none of them stops work. We went through them one by one.",
        "A fix for {feature} is in test; they can live with the detour until then.",
        "Support needs a log from the tablet; {who} sends it when it happens again.",
    ),
    bad=(
        "Offline jobs were lost again in {site}. Technicians now take photos of the screen, to be safe.",
        "{n} tickets wait for an answer, the oldest for three weeks. {who} copied her director in.",
        "The same error came back after the release. Trust is thin.",
        "They had to plan Monday on paper because the board did not load.",
    ),
    ours=(
        "Get a date from engineering for the lost jobs",
        "Answer the three oldest tickets",
        "Send a report on the outage",
        "Name one person in support for them",
    ),
    theirs=("Send the log of the tablet", "Say which tickets hurt most", "Test the fix in {site}"),
    agenda=("Tickets by age", "What engineering found", "What they need by when"),
)

VALUE = Topic(
    key="value",
    kinds={"call": 2.0, "meeting": 2.0, "email": 1.0},
    subjects=(
        "What it has brought so far",
        "Figures for {site}",
        "Downtime, before and after",
        "Numbers for their board",
    ),
    good=(
        "Unplanned stops in {site} are down by {share2} %. {who} takes the chart to the board.",
        "The audit passed without a finding: every inspection had its record.",
        "Stock of spare parts is down by a tenth, and nothing was missing when needed.",
        "They put the saving at {n}0 hours a month for planners alone.",
    ),
    neutral=(
        "First figures are plausible, but failure codes are missing for half of the jobs.",
        "Downtime fell in {site} and rose elsewhere; the mix of machines explains part of it.",
        "They measure by cost per asset, we by stops. We agreed to show both.",
    ),
    bad=(
        "No figure to show: before the start nothing was measured, and since then too little is recorded.",
        "The controller asked what they pay for. {who} had no answer, and neither had we.",
        "The saving in the business case was twice what we can prove.",
    ),
    ours=(
        "Write down the saving on one page",
        "Send the chart on stops by line",
        "Propose three measures for next year",
    ),
    theirs=(
        "Deliver downtime of the year before",
        "Check our figures with controlling",
        "Fill in failure codes for the last quarter",
    ),
    agenda=("What was promised", "What the figures say", "What to measure next"),
)

ROADMAP = Topic(
    key="roadmap",
    kinds={"call": 2.0, "email": 2.0, "meeting": 1.0, "note": 0.5},
    subjects=("Wish: {feature}", "What is coming in {module}", "Feedback on the last release", "Request from {site}"),
    good=(
        "They like what is coming in {module}, and offer to test it first.",
        "{who} had a clear list: three wishes, each with the reason. Exemplary.",
        "The new planning view is “what we had drawn on the wall”.",
    ),
    neutral=(
        "They would like {feature} for external firms too. Noted as a request.",
        "The release changed a menu; two people looked for it, then it was fine.",
        "They ask for a date for sensors in {module}; we gave none.",
    ),
    bad=(
        "The wish from last year is still not planned. {who} will not ask a third time.",
        "The last release moved what they use most, without a word before.",
        "A competitor showed them {feature} last week, and it looked better.",
    ),
    ours=(
        "Tell product about {feature} for external firms",
        "Say by Friday whether it is planned",
        "Invite them to the beta of {module}",
    ),
    theirs=("Describe the case with an example", "Name two people for the beta"),
    agenda=("Their three wishes", "What is planned for {module}", "Beta programme"),
)

TOPICS = (USAGE, SUPPORT, VALUE, ROADMAP)
