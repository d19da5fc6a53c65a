"""Who the customers are: as many firms as are asked for, each with a name of its own."""

from collections.abc import Iterator

from milepost.demo.company.chance import Chance, chance
from milepost.demo.company.names import INDUSTRIES, LANGUAGES, STEMS
from milepost.demo.company.places import COUNTRIES, Country
from milepost.demo.company.product import MODULES, Module
from milepost.demo.company.records import Firm
from milepost.lib.text import fold

SEGMENTS = {"Enterprise": 22.0, "Mid-market": 43.0, "Growth": 35.0}
TIERS = ("Platinum", "Gold", "Silver")
_TIER_WEIGHTS = {"Enterprise": (60.0, 40.0, 0.0), "Mid-market": (8.0, 52.0, 40.0), "Growth": (0.0, 20.0, 80.0)}
_EMPLOYEES = {"Enterprise": (2200, 24_000), "Mid-market": (280, 2200), "Growth": (35, 280)}
_SITES = {"Enterprise": (4, 8), "Mid-market": (2, 4), "Growth": (1, 2)}
_INDUSTRY_WEIGHTS = dict(zip(INDUSTRIES, (28, 14, 14, 12, 12, 9, 6, 5), strict=True))
# Of this many firms one is a group's head; the next few firms may belong to it.
_GROUP_EVERY = 15
_MOST_CHILDREN = 3
_LETTERS = str.maketrans({"ß": "ss", "&": " ", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "'": "", "’": ""})


def firms(count: int) -> Iterator[Firm]:
    """Yield the first `count` firms; each depends on the ones before it only by names that are taken."""
    taken: set[str] = set()
    head: Firm | None = None
    children = 0
    for number in range(1, count + 1):
        draw = chance("firm", number)
        if number % _GROUP_EVERY == 3:  # noqa: PLR2004 - the third of each fifteen
            firm = _firm(number, draw, taken, is_head=True)
            head, children = firm, draw.randint(1, _MOST_CHILDREN)
        elif head is not None and children:
            firm, children = _child(number, draw, taken, head), children - 1
        else:
            firm = _firm(number, draw, taken)
        yield firm


def _firm(number: int, draw: Chance, taken: set[str], *, is_head: bool = False) -> Firm:
    country = draw.one_of(COUNTRIES)
    industry = draw.one_of(_INDUSTRY_WEIGHTS)
    segment = "Enterprise" if is_head else draw.one_of(SEGMENTS)
    name = _free(_name(draw, country, industry, is_head=is_head), country, draw, taken)
    return _made(draw, number=number, name=name, country=country, industry=industry, segment=segment)


def _child(number: int, draw: Chance, taken: set[str], head: Firm) -> Firm:
    """Return a firm of the group: under its name with the country's or a city's, or bought with its own name."""
    country = head.country if draw.happens(0.4) else draw.one_of(COUNTRIES)
    segment = draw.one_of({"Enterprise": 1.0, "Mid-market": 3.0, "Growth": 1.0})
    place = draw.choice(country.cities) if country is head.country else country.name
    name = f"{head.name} {place}" if draw.happens(0.75) else _name(draw, country, head.industry)
    name = _free(name, country, draw, taken)
    return _made(
        draw, number=number, name=name, country=country, industry=head.industry, segment=segment, parent=head.number
    )


def _made(
    draw: Chance, *, number: int, name: str, country: Country, industry: str, segment: str, parent: int | None = None
) -> Firm:
    low, high = _EMPLOYEES[segment]
    employees = int(low * (high / low) ** draw.random())
    return Firm(
        number=number,
        name=name,
        domains=(domain_of(name),),
        country=country,
        industry=industry,
        segment=segment,
        tier=draw.one_of(dict(zip(TIERS, _TIER_WEIGHTS[segment], strict=True))),
        employees=employees if employees < 1000 else round(employees, -2),  # noqa: PLR2004 - larger ones are estimates
        technicians=max(6, int(employees * draw.uniform(0.05, 0.16))),
        sites=tuple(draw.some_of(country.cities, draw.randint(*_SITES[segment]))),
        modules=_modules(draw, segment),
        parent=parent,
    )


def _modules(draw: Chance, segment: str) -> tuple[Module, ...]:
    share = {"Enterprise": 0.75, "Mid-market": 0.55, "Growth": 0.35}[segment]
    return tuple(module for module in MODULES if module.is_core or draw.happens(share))


def _name(draw: Chance, country: Country, industry: str, *, is_head: bool = False) -> str:
    patterns = LANGUAGES[country.language].firms[INDUSTRIES.index(industry)]
    # The head of a group is not called after one city.
    pattern = draw.choice([one for one in patterns if "{c}" not in one or not is_head] or ["{s} Group"])
    is_family = draw.happens(0.55) or pattern.startswith(("Gebroeders", "Hermanos", "Fratelli")) or "&" in pattern
    stem = draw.choice(LANGUAGES[country.language].family) if is_family else draw.choice(STEMS)
    return pattern.format(s=stem, c=draw.choice(country.cities))


def _free(name: str, country: Country, draw: Chance, taken: set[str]) -> str:
    """Return the name, with more to it when somebody else is called so already."""
    tries = [name, f"{name} {draw.choice(country.cities)}", f"{draw.choice(STEMS)} {name}"]
    tries += [f"{stem} {name} {city}" for stem in draw.some_of(STEMS, 30) for city in country.cities]
    free = next((one for one in tries if domain_of(one) not in taken), f"{name} {len(taken)}")
    taken.add(domain_of(free))
    return free


def domain_of(name: str) -> str:
    """Return the domain of a firm: under `.example`, which belongs to nobody."""
    plain = fold(name.translate(_LETTERS)).translate(_LETTERS)
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in plain).split()
    return "-".join(words)[:60].strip("-") + ".example"
