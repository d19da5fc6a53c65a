"""Plans until a customer is live: the hand-over from sales, and the onboarding."""

from milepost.demo.company.plans.records import Job, Stage, Template, meeting

HAND_OVER = Template(
    kind="hand-over",
    go_live="taken",
    stages=(
        Stage(
            "From sales",
            (
                Job("file", "Write down what was promised and to whom", 1, "am"),
                Job("read", "Read contract, scope and promises", 1, "csm", ("file",)),
                Job("talk", "Hand-over talk: goals, people, risks", 0.5, "csm am pm", ("read",), is_meeting=True),
                Job("gaps", "Settle what sales promised and nobody sells", 2, "am", ("talk",)),
            ),
        ),
        Stage(
            "To the customer",
            (
                Job(
                    "call",
                    "Introduce the team to {firm}",
                    0.5,
                    "csm sponsor",
                    ("talk",),
                    is_shared=True,
                    is_meeting=True,
                ),
                Job("people", "Name people and who decides", 3, "champion", ("call",), is_shared=True),
                Job("access", "Open accounts and channels", 1, "support", ("talk",)),
                Job("date", "Find a date for the kick-off", 1, "pm", ("people", "gaps"), is_shared=True),
                Job("taken", "Taken over", 0, "csm", ("date", "access")),
            ),
        ),
    ),
)

ONBOARDING = Template(
    kind="onboarding",
    go_live="live",
    stages=(
        Stage(
            "Prepare",
            (
                meeting("kick", "Kick-off with {firm}", "pm champion sponsor"),
                Job("goals", "Agree goals and how they are measured", 2, "csm sponsor", ("kick",), is_shared=True),
                Job("owners", "Name owners of data and of each site", 3, "champion", ("kick",), is_shared=True),
                Job("install", "Set up the test installation", 2, "engineer", ("kick",)),
                Job("plan", "Plan agreed", 0, "pm", ("goals", "owners"), is_shared=True),
            ),
        ),
        Stage(
            "Data",
            (
                Job("tree", "Decide on the asset structure", 4, "champion pm", ("plan",), is_shared=True),
                Job("sheet", "Prepare the import template", 2, "pm", ("tree",)),
                Job("clean", "Clean up the master data of {site}", 8, "user", ("tree",), is_shared=True),
                Job("trial", "Trial import", 2, "engineer", ("clean", "sheet", "install")),
                Job("check", "Check imported assets in {site}", 3, "user champion", ("trial",), is_shared=True),
                Job("import", "Import all sites", 3, "engineer", ("check",)),
                Job("data", "Data complete", 0, "pm", ("import",), is_shared=True),
            ),
        ),
        Stage(
            "Connect",
            (
                Job("sso", "Single sign-on", 3, "user engineer", ("install+3",), is_shared=True, needs="connect"),
                Job("spec", "Specify the ERP connector", 3, "engineer user", ("plan",), needs="connect"),
                Job("erp", "Build and test the ERP connector", 8, "engineer", ("spec",), needs="connect"),
                Job("erp-ok", "Approve the ERP connector", 3, "decider", ("erp",), is_shared=True, needs="connect"),
            ),
        ),
        Stage(
            "Configure",
            (
                Job("roles", "Roles and rights", 2, "pm", ("plan",)),
                Job("jobs", "Job plans and checklists", 5, "pm user", ("roles", "tree")),
                Job("board", "Planning board, skills and shifts", 3, "pm", ("jobs",), needs="dispatch"),
                Job("app", "Field app on all devices", 3, "user", ("roles",), is_shared=True, needs="mobile"),
                Job("stock", "Stock, vans and reorder points", 4, "user pm", ("jobs",), needs="parts"),
                Job("rounds", "Inspection rounds and legal dates", 3, "pm user", ("jobs",), needs="inspect"),
                Job("boards", "Dashboards for the leads", 2, "csm", ("jobs",), needs="insights"),
                Job("accept", "Accept the configuration", 2, "champion", ("jobs", "board", "app"), is_shared=True),
                Job("built", "Configuration accepted", 0, "pm", ("accept", "stock", "rounds"), is_shared=True),
            ),
        ),
        Stage(
            "Train",
            (
                Job("keys", "Train key users", 2, "csm champion", ("built",), is_shared=True, is_meeting=True),
                Job("guides", "Short guides for the workshop", 3, "csm", ("keys:SS+1",)),
                Job("crews", "Train the technicians of {site}", 4, "csm user", ("keys", "data"), is_shared=True),
            ),
        ),
        Stage(
            "Go live",
            (
                Job("pilot", "Pilot in {site}", 8, "champion pm", ("crews", "guides", "erp-ok"), is_shared=True),
                Job("mend", "Mend what the pilot found", 4, "engineer", ("pilot:SS+3",)),
                Job("say", "Decide to go live", 1, "sponsor", ("pilot", "mend", "sso"), is_shared=True),
                Job("live", "Go-live", 0, "pm", ("say", "boards"), is_shared=True),
            ),
        ),
        Stage(
            "Look after",
            (
                Job("watch", "Look after the first two weeks", 8, "pm support", ("live",)),
                Job(
                    "look",
                    "Look back on the onboarding",
                    0.5,
                    "csm champion",
                    ("watch",),
                    is_shared=True,
                    is_meeting=True,
                ),
                Job("over", "Handed over to customer success", 0, "pm", ("look",)),
            ),
        ),
    ),
)
