"""What is written on an account besides its names and dates: a few words about it, tags, custom fields."""

import datetime as dt

from milepost.demo.company.chance import Chance
from milepost.demo.company.product import PRODUCT
from milepost.demo.company.records import Firm, Life, Phase

DEPLOYMENTS = ("Our cloud", "Their cloud", "Their data centre")
SYSTEMS_BEFORE = ("spreadsheets", "an old in-house tool", "paper and a whiteboard", "their ERP's own module")
# Of each custom field: key, label, type, choices, meaning.
CUSTOM_FIELDS = (
    ("deployment", "Deployment", "choice", DEPLOYMENTS, "Where their installation runs."),
    ("technicians", "Technicians", "number", (), "People who work with the field app, as the contract says."),
    ("sites", "Sites", "number", (), "Plants, depots or buildings that are looked after with it."),
    ("go_live", "Went live", "date", (), "The day on which they first worked in production."),
    ("is_reference", "Reference", "yes-no", (), "They agreed to talk to others about us."),
    ("replaced", "Replaced system", "text", (), "What they used before."),
    ("bought_because", "Bought because", "text", (), "The reason they gave when they signed."),
)
_REASONS = (
    *("to get unplanned downtime under control", "to pass the safety audits without overtime"),
    *("because nobody could say what a repair costs", "to run all sites by the same job plans"),
    *("to take the paper out of the workshop", "to keep fewer spare parts on the shelf"),
    *("because two planners retired and took the plan with them", "to prove response times to their customers"),
)
_HABITS = (
    *("Decisions are made in the plant meeting on Mondays.", "Their fiscal year ends in March."),
    *("Prefers a short call to a long mail.", "Wants everything in writing before IT lets it in."),
    *("The works council has to agree to anything with location data.", "Reads the release notes, and asks."),
    *("Technicians share tablets, two to a van.", "Summer shutdown in the first weeks of August."),
    *("Purchasing takes six weeks for anything.", "The night shift has its own ways."),
)


_NEW = dt.timedelta(days=180)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def about(firm: Firm, draw: Chance) -> str:
    """Return two or three sentences about the firm."""
    where = ", ".join(firm.sites[:-1]) + (" and " if len(firm.sites) > 1 else "") + firm.sites[-1]
    modules = ", ".join(module.name for module in firm.modules)
    return (
        f"{firm.industry} in {firm.country.name}, with sites in {where}. "
        f"{firm.technicians} technicians work with {PRODUCT}: {modules}. {draw.choice(_HABITS)}"
    )


def tags_of(firm: Firm, life: Life, today: dt.date, draw: Chance) -> tuple[str, ...]:
    """Return tags that a team would have put on it."""
    mood = life.path[-1].mood
    wanted = {
        "beta programme": draw.happens(0.08) and life.phase is Phase.ESTABLISHED,
        "price sensitive": draw.happens(0.15),
        "multi-site": len(firm.sites) > 3,  # noqa: PLR2004 - more than a few
        "new sponsor": len(life.sponsors) > 1 and life.sponsors[-1].since > today - _NEW,
        "watch": mood < 0.45 and life.phase is not Phase.GONE,  # noqa: PLR2004 - as a CSM feels it
        "advocate": mood > 0.72 and draw.happens(0.6),  # noqa: PLR2004 - as above
        "works with a partner": draw.happens(0.1),
    }
    return tuple(tag for tag, is_wanted in wanted.items() if is_wanted)


def custom_of(firm: Firm, life: Life, draw: Chance) -> dict[str, str | int | bool]:
    """Return values of the custom fields; what nobody filled in is missing."""
    values: dict[str, str | int | bool] = {
        "deployment": draw.choices(DEPLOYMENTS, (70, 18, 12))[0],
        "technicians": firm.technicians,
        "sites": len(firm.sites),
        "replaced": _sentence(draw.choice(SYSTEMS_BEFORE)),
        "bought_because": _sentence(draw.choice(_REASONS)),
    }
    if life.go_live:
        values["go_live"] = life.go_live.isoformat()
        values["is_reference"] = life.path[-1].mood > 0.7 and draw.happens(0.6)  # noqa: PLR2004 - those who are glad
    return {key: value for key, value in values.items() if key in {"technicians", "sites"} or draw.happens(0.9)}
