"""What is talked about until a customer is live."""

from milepost.demo.company.topics.records import Topic

KICKOFF = Topic(
    key="kickoff",
    kinds={"meeting": 1.0},
    subjects=("Kick-off with {firm}", "Kick-off: goals, people, dates", "Start of the project in {site}"),
    good=(
        "Everybody who matters was there, and {who} said in one sentence what it is for: less unplanned downtime.",
        "They have named an owner for data and one for each site. {site} goes first.",
        "The plan was agreed without a change; go-live stands as in the contract.",
    ),
    neutral=(
        "Scope is clear; who decides on the asset structure is not yet.",
        "{site} goes first, the other sites follow once the job plans are proven.",
        "IT wants single sign-on before the first user, which is possible but comes first then.",
    ),
    bad=(
        "{who} was surprised by the work on their side; sales seems to have said otherwise.",
        "Nobody from IT came. Without them the integration has no date.",
        "They asked twice what happens if the date slips. There is a history with another vendor.",
    ),
    ours=(
        "Send the project plan with dates for both sides",
        "Set up the test installation",
        "Share the import template for assets",
    ),
    theirs=("Name an owner for asset data", "Send the list of pilot users", "Get IT's answer on single sign-on"),
    agenda=(
        "What success looks like a year from now",
        "People and who decides",
        "Plan and first site",
        "Risks we know of",
    ),
)

DATA = Topic(
    key="data",
    kinds={"call": 3.0, "email": 2.0, "meeting": 1.0, "note": 0.5},
    subjects=(
        "Asset data of {site}",
        "Import of assets: open points",
        "Asset tree, second round",
        "Master data from {system}",
    ),
    good=(
        "The file for {site} came in clean: {n}00 assets, three rows to correct.",
        "Naming is settled, and {who} has cleaned up what was double.",
        "The import ran through in the test installation at the first try.",
    ),
    neutral=(
        "Half of the assets have no location yet. {who} walks the halls with a tablet this week.",
        "They want the tree by production line, not by building; we changed the template.",
        "Meter readings are in a separate sheet and come later.",
    ),
    bad=(
        "The file came for the third time with other columns. {share} % of the assets cannot be matched.",
        "Nobody has time for the data before {month}; without it there is nothing to train on.",
        "Our importer dropped accents in names, so {who} had to check every line. Not our best day.",
    ),
    ours=(
        "Correct the import mapping and run it again",
        "Send the list of assets without a location",
        "Check duplicates after the import",
    ),
    theirs=(
        "Deliver the asset file of {site}",
        "Decide on the naming of production lines",
        "Complete warranty dates for critical assets",
    ),
    agenda=("State of the file", "Open questions on structure", "Date of the final import"),
)

INTEGRATION = Topic(
    key="integration",
    kinds={"call": 3.0, "email": 2.0, "meeting": 1.0},
    subjects=(
        "{system} integration: open points",
        "Single sign-on with their IT",
        "Purchase orders to {system}",
        "Interface test with {firm}",
    ),
    good=(
        "Work orders reach {system} and costs come back; the test of {n} cases passed.",
        "Single sign-on works for the pilot users. {who} switches it on for all next week.",
        "Their developer read our documents and had it running before the call.",
    ),
    neutral=(
        "Cost centres are mapped; purchase requests follow in a second step.",
        "The firewall change is asked for and takes two weeks there.",
        "They would like webhooks instead of polling. Possible, a day more of work.",
    ),
    bad=(
        "The connector stops at their proxy, third week in a row. {who} is losing patience.",
        "Their {system} is being upgraded, and nobody told us. Tests stand still until {month}.",
        "We promised the field mapping for Monday and did not deliver it.",
    ),
    ours=(
        "Send the field mapping for purchase requests",
        "Find out why the connector stops at the proxy",
        "Test cost postings with real orders",
    ),
    theirs=(
        "Open the firewall for the connector",
        "Give us a test user in {system}",
        "Confirm the list of cost centres",
    ),
    agenda=("Results of the test", "Open fields", "Who switches what on, and when"),
)

TRAINING = Topic(
    key="training",
    kinds={"training": 5.0, "call": 1.0, "email": 0.6},
    subjects=(
        "Training: {module} in {site}",
        "Training for planners",
        "Field app for technicians, group {n}",
        "Refresher on {feature}",
    ),
    good=(
        "{n} people, all with a tablet in their hands. After an hour they closed real jobs.",
        "The older technicians liked it most: no more forms in the evening.",
        "{who} will train the next group alone, and asked for the slides.",
    ),
    neutral=(
        "Good questions on {feature}; the night shift still has to be reached.",
        "Half of the group came late from an outage. We repeat the second part.",
        "They want short films of two minutes rather than a handbook.",
    ),
    bad=(
        "{n} of twelve came. The foreman had sent the others to a breakdown.",
        "The tablets had no accounts, so we showed slides for an hour. Nobody learns it that way.",
        "“One more system” was said several times, and nobody contradicted.",
    ),
    ours=(
        "Send the two-minute films on {feature}",
        "Plan a repeat for the night shift",
        "Set up accounts before the next group",
    ),
    theirs=("Release technicians for two hours", "Choose one key user a shift", "Hand out tablets in {site}"),
    agenda=("Jobs from report to close", "{feature} step by step", "Practice with own assets", "Questions"),
)

GO_LIVE = Topic(
    key="go-live",
    kinds={"meeting": 2.0, "call": 2.0, "email": 1.0},
    subjects=("Go-live check for {site}", "Ready for go-live?", "Go-live: cut-over plan", "First days in production"),
    good=(
        "All points of the list are green. {who} has told the shifts, the old list is locked on Friday.",
        "First day: {n}0 jobs opened, most of them closed the same day. No call to support.",
        "They celebrated with cake, and sent us a picture.",
    ),
    neutral=(
        "Two points are open: labels for {site} and the on-call rota. Neither stops the start.",
        "They start with {module} and add the rest after two weeks.",
        "The start moves by a week because of the audit there; agreed by both sides.",
    ),
    bad=(
        "Not ready: a third of the assets is missing and the key users have had no training. The date moves.",
        "The start was moved a second time. {who} had to explain it to the board.",
        "Performance on the tablets was poor on day one; technicians went back to paper by noon.",
    ),
    ours=(
        "Be on site for the first two days",
        "Write the cut-over plan hour by hour",
        "Find out why tablets were slow on day one",
    ),
    theirs=("Lock the old list on the day before", "Tell all shifts about the start", "Print labels for {site}"),
    agenda=("Checklist, point by point", "Cut-over hour by hour", "Who to call in the first week"),
)

TOPICS = (KICKOFF, DATA, INTEGRATION, TRAINING, GO_LIVE)
