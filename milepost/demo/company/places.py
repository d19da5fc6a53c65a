"""Where customers are: countries with their cities, money, language and clock."""

from dataclasses import dataclass

from milepost.demo.cast import AMERICAS, APAC, EMEA

_TEAMS = {"E": EMEA, "A": AMERICAS, "P": APAC}
# Weight | name | region | team | currency | language | dialling code | clock | cities.
_TABLE = """
9|United Kingdom|UK and Ireland|E|GBP|en|44|Europe/London|Leeds, Bristol, Glasgow, Cardiff, Hull, Derby, Norwich, Belfast
3|Ireland|UK and Ireland|E|EUR|en|353|Europe/Dublin|Cork, Galway, Limerick, Waterford, Sligo
11|Germany|DACH|E|EUR|de|49|Europe/Berlin|Hannover, Bremen, Kassel, Augsburg, Chemnitz, Münster, Ulm, Rostock
3|Austria|DACH|E|EUR|de|43|Europe/Vienna|Linz, Graz, Wels, Villach, Dornbirn
3|Switzerland|DACH|E|CHF|de|41|Europe/Zurich|Winterthur, Thun, Luzern, Chur, Aarau
7|France|France and Benelux|E|EUR|fr|33|Europe/Paris|Lyon, Nantes, Lille, Grenoble, Reims, Angers, Brest
4|Belgium|France and Benelux|E|EUR|nl|32|Europe/Brussels|Gent, Leuven, Hasselt, Kortrijk, Mechelen
5|Netherlands|France and Benelux|E|EUR|nl|31|Europe/Amsterdam|Utrecht, Eindhoven, Zwolle, Tilburg, Breda, Groningen
4|Spain|Southern Europe|E|EUR|es|34|Europe/Madrid|Bilbao, Valencia, Zaragoza, Vigo, Murcia
2|Portugal|Southern Europe|E|EUR|pt|351|Europe/Lisbon|Porto, Braga, Aveiro, Setúbal
4|Italy|Southern Europe|E|EUR|it|39|Europe/Rome|Bologna, Torino, Brescia, Padova, Parma, Ancona
4|Sweden|Nordics|E|SEK|sv|46|Europe/Stockholm|Malmö, Uppsala, Västerås, Örebro, Luleå
3|Norway|Nordics|E|NOK|sv|47|Europe/Oslo|Bergen, Stavanger, Tromsø, Drammen
2|Denmark|Nordics|E|DKK|sv|45|Europe/Copenhagen|Aarhus, Odense, Esbjerg, Vejle
3|Poland|Eastern Europe|E|PLN|pl|48|Europe/Warsaw|Gdynia, Poznań, Łódź, Lublin, Rzeszów
2|Czechia|Eastern Europe|E|CZK|cs|420|Europe/Prague|Brno, Plzeň, Ostrava, Zlín
1|Türkiye|Middle East and Africa|E|USD|tr|90|Europe/Istanbul|İzmir, Bursa, Konya, Adana
1|United Arab Emirates|Middle East and Africa|E|AED|ar|971|Asia/Dubai|Sharjah, Al Ain, Fujairah
1|South Africa|Middle East and Africa|E|ZAR|en|27|Africa/Johannesburg|Durban, Gqeberha, Polokwane
20|United States|North America|A|USD|us|1|America/Chicago|Milwaukee, Toledo, Omaha, Tulsa, Spokane, Dayton, Mobile, Boise
5|Canada|North America|A|CAD|us|1|America/Toronto|Hamilton, Halifax, Winnipeg, Saskatoon, Kelowna
4|Mexico|Latin America|A|MXN|es|52|America/Mexico_City|Monterrey, Puebla, Querétaro, León
5|Brazil|Latin America|A|BRL|pt|55|America/Sao_Paulo|Curitiba, Recife, Campinas, Joinville, Goiânia
2|Chile|Latin America|A|USD|es|56|America/Santiago|Antofagasta, Concepción, Temuco
5|Japan|Asia Pacific|P|JPY|ja|81|Asia/Tokyo|Nagoya, Sendai, Kobe, Niigata, Okayama
5|India|Asia Pacific|P|INR|in|91|Asia/Kolkata|Pune, Coimbatore, Nagpur, Vadodara, Mysuru
5|Australia|Asia Pacific|P|AUD|en|61|Australia/Sydney|Geelong, Newcastle, Townsville, Perth, Hobart
2|New Zealand|Asia Pacific|P|NZD|en|64|Pacific/Auckland|Dunedin, Tauranga, Napier
2|Singapore|Asia Pacific|P|SGD|zh|65|Asia/Singapore|Jurong, Tuas, Changi, Woodlands
2|South Korea|Asia Pacific|P|KRW|ko|82|Asia/Seoul|Daegu, Ulsan, Changwon, Cheonan
"""


@dataclass(frozen=True, slots=True)
class Country:
    """A country as the simulation needs it; `team` is the CSM team that looks after it."""

    name: str
    region: str
    team: str
    currency: str
    language: str
    dialling: str
    timezone: str
    cities: tuple[str, ...]


def _read() -> dict[Country, float]:
    rows = (line.split("|") for line in _TABLE.strip().splitlines())
    return {
        Country(name, region, _TEAMS[team], money, language, code, clock, tuple(cities.split(", "))): float(weight)
        for weight, name, region, team, money, language, code, clock, cities in rows
    }


COUNTRIES = _read()
REGIONS = tuple(dict.fromkeys(country.region for country in COUNTRIES))
