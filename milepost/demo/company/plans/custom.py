"""Plans of what is built for one customer, sprint by sprint."""

from milepost.demo.company.plans.records import Job, Stage, Template, meeting

INTEGRATION = Template(
    kind="request",
    go_live="given",
    stages=(
        Stage(
            "Understand",
            (
                meeting("talk", "Walk through their processes with {firm}", "csm user champion"),
                Job("map", "Map fields of both systems", 3, "engineer user", ("talk",), is_shared=True),
                Job("access", "Access to their test system", 4, "user", ("talk",), is_shared=True),
                Job("rules", "Agree who owns which record", 2, "champion csm", ("map",), is_shared=True),
            ),
        ),
        Stage(
            "Read",
            (
                Job("auth", "Sign in to their system", 2, "engineer", ("access",)),
                Job("assets", "Read equipment and locations", 4, "engineer", ("auth", "map")),
                Job("stock", "Read spare parts and stock", 3, "engineer", ("assets",)),
                Job("delta", "Read only what changed", 3, "engineer", ("stock",)),
                Job("trial", "Check read data in {site}", 2, "user", ("stock",), is_shared=True),
                Job("first", "Data is here", 0, "csm", ("trial", "delta"), is_shared=True),
            ),
        ),
        Stage(
            "Write",
            (
                Job("orders", "Write orders back", 5, "engineer", ("delta", "rules")),
                Job("hours", "Write hours and parts used", 4, "engineer", ("orders",)),
                Job("retry", "Try again after errors", 3, "engineer", ("orders:SS+3",)),
                Job("watch", "Alert when it stands still", 2, "support", ("retry",)),
                Job("list", "List what was refused, and why", 3, "engineer", ("hours",)),
            ),
        ),
        Stage(
            "Prove",
            (
                Job("load", "Test with a year of their data", 3, "engineer", ("list", "watch")),
                Job("accept", "Acceptance test with {firm}", 4, "user champion", ("load",), is_shared=True),
                Job("mend", "Mend what the test found", 3, "engineer", ("accept:SS+2",)),
                Job("guide", "Guide for their administrators", 2, "support", ("watch",), is_shared=True),
                Job("open", "Switch on for {site}", 1, "support", ("accept", "mend"), is_shared=True),
                Job("given", "Delivered", 0, "csm", ("open",), is_shared=True),
                Job("bill", "Write the bill", 1, "finance", ("given",)),
            ),
        ),
    ),
)
