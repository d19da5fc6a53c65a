"""What is talked about with those who decide: reviews, renewal, growth, people who come and go, the end."""

from milepost.demo.company.topics.records import Topic

REVIEW = Topic(
    key="review",
    kinds={"meeting": 1.0},
    subjects=("Business review {quarter}", "Quarterly review with {who}", "Executive review {quarter}"),
    good=(
        "{who} opened by saying that the programme stays, whatever happens to budgets. Next goal: all sites by summer.",
        "Downtime down, audits passed: the figures spoke for themselves, and we talked about next year after ten minutes.",
        "They want to present it at the user day.",
    ),
    neutral=(
        "Results are fine, the pace is not: {site} should be where the others are.",
        "{who} left after half an hour, satisfied as far as we could see.",
        "They ask for fewer figures, and for one page that says whether it is worth it.",
    ),
    bad=(
        "{who} asked why use is falling when the price is not. We agreed on a plan of ninety days.",
        "Three promises from the last review were still open, two of them ours.",
        "The tone was cool. Procurement sat in for the first time.",
    ),
    ours=(
        "Write the plan for the next ninety days",
        "Send the minutes and the figures",
        "Show costs by asset for {site}",
    ),
    theirs=("Decide on the next site", "Name a successor for the project lead", "Share the budget calendar"),
    agenda=(
        "Goals of the year and where they stand",
        "Use, value, support in figures",
        "What hinders",
        "Decisions needed",
    ),
)

RENEWAL = Topic(
    key="renewal",
    kinds={"call": 2.0, "meeting": 1.5, "email": 2.0},
    subjects=(
        "Renewal: first talk",
        "Terms for the next period",
        "Renewal and number of technicians",
        "Offer for the renewal",
    ),
    good=(
        "{who} wants to sign for two years if the price stays. That was the easy part.",
        "They renew, and ask what {module} would cost on top.",
        "No discussion of price at all; they only need the paper before {month}.",
    ),
    neutral=(
        "Procurement wants a second offer for form's sake. {who} expects no change.",
        "They count technicians anew; the number may fall a little.",
        "Signature goes through three desks there and takes six weeks.",
    ),
    bad=(
        "They asked for the notice period. {who} would stay, the board wants to save.",
        "A cheaper offer is on the table, and nobody there fights for us.",
        "They want to pay for those who use it only: {n} instead of {tech}.",
    ),
    ours=(
        "Send the offer with both variants",
        "Ask Rafael for a word with their director",
        "Check which licences are not used",
    ),
    theirs=("Confirm the number of technicians", "Say who signs", "Send comments on the contract"),
    agenda=("What the year has brought", "Scope of the next period", "Terms and timetable"),
)

GROWTH = Topic(
    key="growth",
    kinds={"call": 2.0, "meeting": 1.5, "email": 1.0, "note": 0.5},
    subjects=(
        "{site} wants to join",
        "Interest in {offer}",
        "More technicians from {month}",
        "Next site: scope and price",
    ),
    good=(
        "The plant in {site} saw it at a colleague's and wants to start in {month}.",
        "They want {offer} for all sites; budget is there.",
        "{who} asked for {n} more licences, to be billed with the next invoice.",
    ),
    neutral=(
        "{offer} is interesting, but not before the audit.",
        "They look at {offer} together with their own tool; a trial was agreed.",
        "The new site has other machines; scope has to be looked at first.",
    ),
    bad=(
        "Growth is off the table until the open tickets are done.",
        "They had planned {offer}; the budget went to something else.",
    ),
    ours=("Price for {offer}, all sites", "Set up a trial of {offer}", "Introduce {site} to a reference customer"),
    theirs=("Name the lead of the new site", "Give the number of technicians in {site}"),
    agenda=("What the new site needs", "{offer} in their words", "Price and timetable"),
)

PEOPLE = Topic(
    key="people",
    kinds={"note": 2.0, "call": 1.5, "email": 1.0},
    subjects=("Changes in their team", "Who decides now?", "New faces at {firm}", "Introducing ourselves again"),
    good=(
        "First talk with {who}: knows the product from a former employer, and is for it.",
        "{who} took over smoothly; the hand-over note there was better than ours.",
    ),
    neutral=(
        "First talk with {who}: friendly, wants to see figures before an opinion.",
        "Responsibilities are being sorted; {who} stays our contact for now.",
        "Maintenance and engineering become one department from {month}.",
    ),
    bad=(
        "{gone} has left, and nobody up there has taken it over. We have no sponsor.",
        "{who} was moved to another project. The successor is not named.",
        "The new head brings his own preferred vendor along, one hears.",
    ),
    ours=(
        "Ask for a meeting with the new management",
        "Prepare a first hour for {who}",
        "Draw up who decides what there",
    ),
    theirs=("Introduce us to the successor",),
    agenda=("Who does what now", "Why they bought it, in a page", "What they expect of us"),
)

LEAVING = Topic(
    key="leaving",
    kinds={"call": 2.0, "email": 3.0, "meeting": 0.7, "note": 0.7},
    subjects=("Notice of termination", "Export of their data", "What went wrong", "Last open points"),
    good=(
        "A fair talk: {who} would buy again in another house.",
        "They leave as friends; the export went through without trouble.",
    ),
    neutral=(
        "The export is agreed: assets, jobs and documents as files, in two rounds.",
        "Licences end with the contract; read access stays for a month more.",
        "They ask for nothing but their data.",
    ),
    bad=(
        "“Too little came of it for what it costs”, says {who}. The decision is not ours to turn any more.",
        "They list {n} promises from onboarding that were not kept. Most of it is true.",
        "Asked for an hour with their director; declined.",
    ),
    ours=(
        "Deliver the export of assets and jobs",
        "Write down what we learn from it",
        "Confirm the end date in writing",
    ),
    theirs=("Say which documents they need", "Name who checks the export"),
    agenda=("Data and dates", "What we could have done", "Who to call until the end"),
)

TOPICS = (REVIEW, RENEWAL, GROWTH, PEOPLE, LEAVING)
