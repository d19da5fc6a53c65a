"""Sentences around the topics: unanswered mail, openings, escalations, tickets."""

OPENINGS = {
    "call": (
        "",
        "",
        "",
        "Short call with {who}.",
        "{who} had twenty minutes between two meetings.",
        "Talked to {who} from the road.",
        "{who} called by chance.",
    ),
    "meeting": (
        "",
        "",
        "",
        "On site in {site}.",
        "Planned for thirty minutes, took fifty.",
        "{who} opened the round.",
        "By video, cameras on for once.",
    ),
}
NEVER_ANSWERED = (
    "Asked for a date for the next review, and offered three. No answer yet.",
    "Sent the figures of last month, with one question at the end.",
    "Second try to reach {who}. Left a message, wrote this one.",
    "Sent the films on {feature} and asked who would like a session.",
    "Asked whether the open points from our last call are settled.",
)
UNANSWERED_SUBJECTS = (
    "Following up",
    "A date for our review?",
    "Figures of last month",
    "Quick question on {feature}",
    "Are you still there, {who}?",
)
COMPLAINTS = (
    "We have waited for an answer since last week. This cannot go on.",
    "Please tell me who is responsible on your side. I get a different name each time.",
    "My technicians refuse to use it until the lost jobs are explained.",
)
COMPLAINT_SUBJECTS = (
    "This does not work for us",
    "Still waiting",
    "Not acceptable",
    "{site}: again no planning possible",
)
PINS = (
    "**How they work.** {who} plans the week on Friday noon; calls before nine are best. Anything contractual goes through procurement.",
    "**Remember.** They bought it because of {site}. If {site} is content, the rest follows.",
    "**Careful.** Do not mention the first go-live date in front of their director. It is settled, but not forgotten.",
    "**Who is who.** {who} runs the day-to-day; decisions are made in the steering round on the first Tuesday of the month.",
)
ALARMS = (
    (
        "Offline jobs lost in {site}",
        "Technicians close jobs without a network, and some of them are gone after the next sync. {n} cases in a week.",
        "The cause was a clash of two versions of the field app; mended, lost jobs restored from the logs. {who} confirmed.",
    ),
    (
        "Planning board down during the shift change",
        "For the third time the board did not load between six and seven. Planning was done on paper.",
        "A night job blocked the table; it was moved and is watched now. No case for two weeks.",
    ),
    (
        "{who} threatens to stop the rollout",
        "After the last release {feature} behaves differently than trained. {who} wants a written plan or stops the rollout.",
        "The plan was delivered and kept: old behaviour as an option, training repeated in {site}.",
    ),
    (
        "Wrong stock values sent to {system}",
        "The connector posted goods issues twice. Their controlling had to correct a month by hand.",
        "Doubled postings are recognised now, the month was corrected together, one invoice waived.",
    ),
    (
        "Three weeks without an answer from support",
        "The oldest ticket waited three weeks; our contact learnt of it from her own director.",
        "One person in support is named for them, with a call each week until all was done.",
    ),
)
LATE_ALARMS = (
    (
        "Go-live in {site} cannot be kept",
        "Data and training are behind, the date agreed with their board cannot be kept. They want to know what we do about it.",
        "A new date with a plan hour by hour, two of ours on site. They went live on it.",
    ),
    (
        "Project lead asks for another consultant",
        "{who} no longer accepts promises without a date, and asked for somebody else on our side.",
        "A talk with our lead, weekly status in writing since then. The request was withdrawn.",
    ),
)
CASES = (
    *(
        "{feature}: cannot be opened on the tablet",
        "Slow search in {module}",
        "{feature} shows yesterday's state",
        "Cannot close a job: error 500",
    ),
    *(
        "New technician cannot sign in",
        "Report from {module} is empty",
        "{feature} sorted wrongly",
        "Photo upload stops at 90 %",
    ),
    *(
        "Question: how to change {feature}?",
        "Time zone wrong in {site}",
        "Notifications come twice",
        "Export misses a column",
    ),
    *(
        "Sync takes ten minutes in {site}",
        "Please restore a deleted job",
        "{feature}: wish for a filter",
        "Labels print too small",
    ),
    *(
        "Connector to {system} reports timeouts",
        "Wrong totals in {feature}",
        "Job without asset after import",
        "Rights of the storekeeper",
    ),
)
