"""What Halden agrees with its customers: the lines of a scope by kind of project, and what is asked to change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a scope. `detail`: accepted when, or the evidence; `task`: the title of the work that brings it."""

    section: str
    text: str
    detail: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class AskedChange:
    """Something that a customer asks for beyond what was agreed."""

    title: str
    why: str
    line: str
    price: int


SCOPES = {
    "onboarding": (
        Line("goal", "Every work order of {firm} is planned and reported in one place by go-live"),
        Line("goal", "The share of planned maintenance rises above 60 % within two quarters"),
        Line("in", "Sites: {sites}"),
        Line("in", "Modules: {modules}"),
        Line("in", "Import of assets, stock and job plans from one export each"),
        Line("out", "Cleaning of master data beyond the duplicates that the import lists"),
        Line("out", "Devices, scanners and their network"),
        Line("assumption", "{firm} names one owner for the data of each site before the kick-off"),
        Line("assumption", "The pilot runs outside the yearly maintenance stop"),
        Line("requirement", "Technicians report without network", "A report written in the cellar arrives later, once"),
        Line("requirement", "Sign-in with the accounts they have", "Nobody needs another password"),
        Line("deliverable", "Imported assets", "20 assets a site, drawn by lot, are right", "Import all sites"),
        Line("deliverable", "Configuration", "A job plan runs from request to report", "Accept the configuration"),
        Line("deliverable", "Trained key users", "Each closes an order alone", "Train key users"),
        Line("commitment", "The first quarter after go-live is looked after by the same people", "Offer, page 4"),
        Line("commitment", "Labels keep their present numbers", "Mail before the signature"),
    ),
    "expansion": (
        Line("goal", "The new module is used in {site} every working day"),
        Line("in", "Set-up and training in {site}"),
        Line("out", "Other sites: they follow once the figures of the first are known"),
        Line("requirement", "What is there goes on without a stop", "No order is closed later than before"),
        Line("deliverable", "Short guide for the shift leads", "They explain it to others without us"),
    ),
    "request": (
        Line("goal", "{name}, as described by {firm}"),
        Line("in", "One round of trial with their people, and mending what it finds"),
        Line("out", "Changes of systems that are not ours"),
        Line("deliverable", "{name}", "Their key user works with it for a week without a fault"),
    ),
}

CHANGES = (
    AskedChange(
        "A second site goes live together",
        "The works council wants both plants to change on one day.",
        "The second plant, with its own stock and shifts",
        9600,
    ),
    AskedChange(
        "Labels in their own format",
        "The labels of ten years stay on the machines and must be read.",
        "Printing and reading of labels as they are today",
        3400,
    ),
    AskedChange(
        "One training more for the night shift",
        "The night shift cannot come during the day.",
        "A training at night, with the same exercises",
        1200,
    ),
)
DECLINED_FOR = "The budget of this year is spent; ask again in January."
GIVEN_BACK_FOR = "Two sites have no counts of stock yet."
