"""Plans about money: expansions, renewals; and Halden's own."""

from milepost.demo.company.plans.records import Job, Stage, Template, meeting

EXPANSION = Template(
    kind="expansion",
    go_live="live",
    stages=(
        Stage(
            "Win",
            (
                Job("need", "Find the need in the figures", 2, "csm am"),
                meeting("show", "Show {module} to {firm}", "am champion", ("need+3",)),
                Job("case", "Count what it saves", 3, "am champion", ("show",), is_shared=True),
                Job("offer", "Offer with terms", 2, "am finance", ("case",), is_shared=True),
                Job("okay", "Budget approved", 10, "decider", ("offer",), is_shared=True),
                Job("sign", "Order signed", 0, "am", ("okay",), is_shared=True),
            ),
        ),
        Stage(
            "Roll out",
            (
                Job("switch", "Switch on {module}", 0.5, "support", ("sign",)),
                Job("set", "Configure {module} for {site}", 5, "pm user", ("switch",), is_shared=True),
                Job("data", "Bring in the data it needs", 4, "user", ("sign",), is_shared=True),
                Job(
                    "train",
                    "Train those who will use it",
                    2,
                    "csm user",
                    ("set", "data"),
                    is_shared=True,
                    is_meeting=True,
                ),
                Job("live", "{module} is live", 0, "pm", ("train",), is_shared=True),
                Job("look", "First month: look at the use", 15, "csm", ("live",)),
            ),
        ),
    ),
)

RENEWAL = Template(
    kind="renewal",
    go_live="signed",
    stages=(
        Stage(
            "Prepare",
            (
                Job("value", "Write down what it brought", 3, "csm"),
                Job("risk", "Talk through the risk", 0.5, "am csm", ("value",), is_meeting=True),
                Job("price", "Decide price and term", 2, "am finance", ("risk",)),
            ),
        ),
        Stage(
            "Agree",
            (
                meeting("talk", "Renewal talk with {firm}", "am sponsor", ("price",)),
                Job("offer", "Send the offer", 1, "am", ("talk",), is_shared=True),
                Job("buying", "Go through procurement", 15, "decider", ("offer",), is_shared=True),
                Job("terms", "Settle terms", 5, "am decider", ("buying",), is_shared=True),
                Job("sign", "Signature of {firm}", 5, "sponsor", ("terms",), is_shared=True),
                Job("signed", "Renewed", 0, "am", ("sign",), is_shared=True),
                Job("bill", "Change the bill", 1, "finance", ("signed",)),
            ),
        ),
    ),
)

INTERNAL = Template(
    kind="internal",
    go_live="done",
    stages=(
        Stage(
            "Think",
            (
                Job("ask", "Ask those who will work with it", 3, "csm"),
                Job("draft", "Write a first version", 4, "lead", ("ask",)),
                Job("read", "Read it together", 0.5, "lead csm pm", ("draft",), is_meeting=True),
            ),
        ),
        Stage(
            "Try",
            (
                Job("try", "Try it with three accounts", 15, "csm", ("read",)),
                Job("count", "Count what changed", 2, "analyst", ("try",)),
                Job("mend", "Mend it", 3, "lead", ("count",)),
            ),
        ),
        Stage(
            "Do",
            (
                Job("teach", "Show it to everyone", 1, "lead", ("mend",), is_meeting=True),
                Job("done", "In use everywhere", 0, "lead", ("teach+10",)),
            ),
        ),
    ),
)
