"""Plans with customers who are live: adoption, reviews, success plans, requests, advocacy."""

from milepost.demo.company.plans.records import Job, Stage, Template, meeting

ADOPTION = Template(
    kind="adoption",
    go_live="held",
    stages=(
        Stage(
            "Understand",
            (
                Job("use", "Look at use by site and role", 2, "csm"),
                Job("ask", "Talk with three users who stopped", 3, "csm user", ("use",), is_shared=True),
                Job("choose", "Choose two habits to win", 1, "csm champion", ("ask",), is_shared=True, is_meeting=True),
                Job("aim", "Aim agreed", 0, "csm", ("choose",), is_shared=True),
            ),
        ),
        Stage(
            "Change",
            (
                Job("tune", "Simplify the screens of {site}", 3, "support", ("aim",)),
                Job("leads", "Win the shift leads", 4, "champion", ("aim",), is_shared=True),
                Job("train", "Refresher in {site}", 2, "csm user", ("tune", "leads"), is_shared=True, is_meeting=True),
                Job("cards", "Cards with the five steps at each machine", 3, "user", ("train:SS+1",), is_shared=True),
                Job("week", "Four weeks with a goal each", 20, "champion csm", ("train",), is_shared=True),
            ),
        ),
        Stage(
            "Hold",
            (
                Job("count", "Count again", 1, "csm", ("week", "cards")),
                meeting("show", "Show the result to {firm}", "csm sponsor", ("count",)),
                Job("held", "New habits hold", 0, "csm", ("show",), is_shared=True),
            ),
        ),
    ),
)

REVIEW = Template(
    kind="review",
    go_live="sent",
    stages=(
        Stage(
            "Prepare",
            (
                Job("date", "Find a date with the sponsor", 3, "csm sponsor", is_shared=True),
                Job("figures", "Gather figures of use and support", 2, "csm support"),
                Job("goals", "Ask for their goals of the year", 3, "champion", ("date:SS+1",), is_shared=True),
                Job("deck", "Write the deck", 2, "csm", ("figures", "goals")),
                Job("read", "Read it with the account manager", 0.5, "am csm", ("deck",), is_meeting=True),
            ),
        ),
        Stage(
            "Hold",
            (
                Job(
                    "meet",
                    "Business review with {firm}",
                    0.5,
                    "csm sponsor champion",
                    ("read", "date+5"),
                    is_shared=True,
                    is_meeting=True,
                ),
                Job("notes", "Send decisions and next steps", 1, "csm", ("meet",), is_shared=True),
                Job("sent", "Review closed", 0, "csm", ("notes",), is_shared=True),
                Job("ask", "Answer what was left open", 4, "support csm", ("notes",)),
            ),
        ),
    ),
)

SUCCESS_PLAN = Template(
    kind="success-plan",
    go_live="proved",
    stages=(
        Stage(
            "Agree",
            (
                Job("why", "Hear what the year must bring", 1, "csm sponsor", is_shared=True, is_meeting=True),
                Job("base", "Measure where they stand", 5, "user csm", ("why",), is_shared=True),
                Job("write", "Write goals with figures and dates", 2, "csm", ("base",)),
                Job("sign", "Agree on the goals", 3, "sponsor", ("write",), is_shared=True),
                Job("set", "Goals set", 0, "csm", ("sign",), is_shared=True),
            ),
        ),
        Stage(
            "Reach",
            (
                Job("first", "First goal: downtime of {site}", 30, "champion csm", ("set",), is_shared=True),
                Job(
                    "half",
                    "Half-time look at the figures",
                    0.5,
                    "csm champion",
                    ("first",),
                    is_shared=True,
                    is_meeting=True,
                ),
                Job("second", "Second goal: planned work above 70 %", 30, "champion", ("half",), is_shared=True),
                Job("data", "Monthly figures from {site}", 10, "user", ("set:SS+15",), is_shared=True),
            ),
        ),
        Stage(
            "Prove",
            (
                Job("proof", "Gather the evidence", 3, "csm champion", ("second", "data")),
                Job("agree", "Sponsor confirms the result", 2, "sponsor", ("proof",), is_shared=True),
                Job("proved", "Result proved", 0, "csm", ("agree",), is_shared=True),
            ),
        ),
    ),
)

REQUEST = Template(
    kind="request",
    go_live="given",
    stages=(
        Stage(
            "Clarify",
            (
                Job("ask", "Understand what is needed and why", 1, "csm user", is_shared=True, is_meeting=True),
                Job("size", "Estimate the work", 2, "engineer", ("ask",)),
                Job("offer", "Send the offer", 1, "am", ("size",), is_shared=True),
                Job("order", "Order by {firm}", 5, "decider", ("offer",), is_shared=True),
            ),
        ),
        Stage(
            "Build",
            (
                Job("access", "Access to their test system", 3, "user", ("order",), is_shared=True),
                Job("build", "Build it", 8, "engineer", ("order", "access:SS+2")),
                Job("test", "Test it with {firm}", 3, "user engineer", ("build", "access"), is_shared=True),
                Job("mend", "Mend what the test found", 2, "engineer", ("test",)),
            ),
        ),
        Stage(
            "Deliver",
            (
                Job("roll", "Roll it out", 1, "support", ("mend",)),
                Job("accept", "Accept it", 3, "champion", ("roll",), is_shared=True),
                Job("given", "Delivered", 0, "csm", ("accept",), is_shared=True),
                Job("bill", "Write the bill", 1, "finance", ("given",)),
            ),
        ),
    ),
)

ADVOCACY = Template(
    kind="advocacy",
    go_live="out",
    stages=(
        Stage(
            "Ask",
            (
                Job("pick", "Choose what is worth telling", 1, "csm"),
                Job("ask", "Ask {firm} for a story", 3, "csm champion", ("pick",), is_shared=True),
                Job("leave", "Leave of their press office", 8, "decider", ("ask",), is_shared=True),
            ),
        ),
        Stage(
            "Tell",
            (
                meeting("talk", "Interview in {site}", "csm champion", ("leave",)),
                Job("photos", "Photos of the workshop", 2, "user", ("leave",), is_shared=True),
                Job("write", "Write the story", 3, "csm", ("talk",)),
                Job("okay", "Approve the story", 5, "champion sponsor", ("write", "photos"), is_shared=True),
                Job("out", "Story published", 0, "csm", ("okay",), is_shared=True),
            ),
        ),
    ),
)
