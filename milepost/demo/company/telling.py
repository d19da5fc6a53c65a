"""Sentences filled for one account: its sites, its modules, its people."""

import calendar
import datetime as dt
import zoneinfo

from milepost.demo.company.chance import Chance
from milepost.demo.company.product import MODULES
from milepost.demo.company.records import Condition, SimulatedAccount
from milepost.demo.company.topics.records import BAD, GOOD, NEUTRAL

SYSTEMS = ("SAP", "their ERP", "Dynamics", "Navision", "IFS")
_GOOD_FROM, _BAD_BELOW, _NOISE = 0.66, 0.48, 0.1
_SATURDAY = 5


class Teller:
    """Draws and fills what is said and when, for one account."""

    def __init__(self, account: SimulatedAccount, today: dt.date, draw: Chance) -> None:
        self.account = account
        self.today = today
        self.draw = draw
        self._system = draw.choice(SYSTEMS)
        self._zone = zoneinfo.ZoneInfo(account.firm.country.timezone)
        bought = {module.key for module in account.firm.modules}
        self._offers = [module.name for module in MODULES if module.key not in bought] or ["a second installation"]

    def words(self, day: dt.date, place: int | None) -> dict[str, str]:
        """Return what fills the places of a sentence that is said on `day` by or to the person at `place`."""
        draw, firm, life = self.draw, self.account.firm, self.account.life
        module = draw.choice(firm.modules)
        first, second = draw.sample(module.features, 2)
        left = [person.name for person in self.account.people if person.left_on and person.left_on <= day]
        return {
            "firm": firm.name,
            "site": draw.choice(firm.sites),
            "module": module.name,
            "feature": first,
            "feature2": second,
            "who": "somebody" if place is None else self.given_name(place),
            "n": str(draw.randint(3, 9)),
            "share": str(int(100 * draw.near(0.25 + 0.7 * life.condition_on(day).adoption, 0.06, 0.12, 0.98))),
            "share2": str(draw.randint(9, 34)),
            "tech": str(firm.technicians),
            "month": calendar.month_name[day.month % 12 + 1],
            "system": self._system,
            "offer": draw.choice(self._offers),
            "gone": left[-1] if left else "Their director",
            "quarter": f"Q{(day.month - 1) // 3 + 1} {day.year}",
        }

    def given_name(self, place: int) -> str:
        return self.account.people[place].name.split()[0]

    def mood(self, condition: Condition) -> str:
        """Draw how a conversation feels that is had in this condition."""
        felt = condition.mood + self.draw.gauss(0, _NOISE)
        if felt > _GOOD_FROM:
            return GOOD
        return BAD if felt < _BAD_BELOW else NEUTRAL

    def moment(self, day: dt.date) -> dt.datetime:
        """Draw a quarter of an hour of the working day at the customer's place; weekends move to Friday."""
        if day.weekday() >= _SATURDAY and day != self.today:
            day -= dt.timedelta(days=day.weekday() - 4)
        time = dt.time(self.draw.randint(8, 16), self.draw.choice((0, 0, 15, 30, 30, 45)), tzinfo=self._zone)
        return dt.datetime.combine(day, time).astimezone(dt.UTC)

    def day_in(self, month: dt.date) -> dt.date:
        """Draw a working day of a month."""
        last = calendar.monthrange(month.year, month.month)[1]
        return self.draw.choice(
            [day for number in range(last) if (day := month.replace(day=number + 1)).weekday() < _SATURDAY]
        )


def filled(text: str, words: dict[str, str]) -> str:
    """Return the sentence with its places filled, beginning with a capital."""
    said = text.format_map(words)
    return said[:1].upper() + said[1:]
