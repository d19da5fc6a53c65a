"""What people and firms are called, by language."""

from dataclasses import dataclass

# Language | given names | family names.
_PEOPLE = """
en|Alice Ben Catherine Daniel Eleanor Fergus Gemma Harriet Ian Jack Keira Liam Moira Niall Olive Patrick Rosalind Simon Tessa Victor|Ashworth Blackwood Cartwright Doyle Ellery Fairbairn Gallagher Hargreaves Ingram Kinsella Lockhart Marsden Norwood O'Shea Pemberton Radcliffe Sutherland Thornton Underhill Wainwright
us|Amber Brandon Crystal Derek Evelyn Frank Gloria Hector Isaiah Jasmine Keith Latoya Marcus Natalie Omar Paige Quentin Rebecca Shawn Tiffany|Alvarez Bennett Carlson Dawson Eastman Freeman Goodwin Holloway Iverson Jefferson Kowalczyk Lindgren McAllister Navarro Osborne Prescott Ramirez Stanton Tillman Whitaker
de|Annika Bernd Claudia Dieter Elke Florian Greta Holger Ilka Jens Katharina Ludger Marlene Norbert Petra Ralf Sabine Thorsten Uta Volker|Ahrens Bergmann Claußen Dietrich Engelhardt Färber Grothe Hausmann Isenberg Jäger Kessler Lindemann Mühlbauer Niemann Opitz Pfeiffer Reuter Schäfer Trautmann Wegener
fr|Adèle Baptiste Camille Damien Estelle Fabrice Gaëlle Hugo Inès Jérôme Laure Mathieu Noémie Olivier Pascale Quentin Romane Sylvain Thérèse Yannick|Aubert Blanchard Chevalier Delorme Estève Fontaine Garnier Hébert Imbert Jacquet Lemoine Marchand Nicolet Perrin Renard Sauvage Tessier Vasseur Weber Zimmermann
nl|Anouk Bram Carlijn Daan Esther Floris Geertje Hidde Ilse Joost Katrien Lotte Maarten Nienke Pieter Roos Sander Tineke Veerle Wouter|Aerts Bakker Claes Dekker Evers Goossens Hendriks Jacobs Kuipers Leemans Mulder Nijland Peeters Schouten Teunissen Verbeke Vermeulen Willems de_Groot van_Dijk
es|Alba Bruno Consuelo Diego Elena Fernando Gabriela Héctor Irene Jorge Leticia Manuel Nuria Óscar Pilar Ramón Soledad Tomás Ximena Yolanda|Aguirre Benítez Calderón Domínguez Echeverría Fuentes Gallardo Herrera Ibarra Jiménez Lozano Mendoza Núñez Ortega Paredes Quiroga Rivas Salinas Trujillo Villalobos
pt|Ana Bernardo Catarina Duarte Eduarda Fábio Graça Henrique Inês João Lívia Marcelo Natália Otávio Paula Rui Sandra Thiago Vera Wagner|Almeida Barbosa Cardoso Esteves Ferreira Guimarães Lacerda Machado Nogueira Oliveira Pacheco Queiroz Ribeiro Sampaio Tavares Valadares Vasconcelos Xavier Moura Teixeira
it|Alessia Bruno Chiara Davide Elisa Fabio Giulia Ivano Laura Marco Nadia Ornella Paolo Rita Silvia Tiziano Ugo Valeria Walter Zoe|Abate Bianchini Colombo DeLuca Esposito Ferrari Galli Lombardi Marchetti Neri Orsini Pellegrini Ricci Sartori Testa Valentini Zanetti Barbieri Fontana Gentile
sv|Astrid Björn Cecilia David Elin Fredrik Gunilla Håkan Ingrid Johan Karin Lars Maja Niklas Oskar Pernille Rune Sigrid Torben Ulrika|Almqvist Bergström Carlsson Dahl Ekström Forsberg Gustafsson Hedlund Isaksson Jørgensen Kjeldsen Lund Mikkelsen Nyström Olsen Pettersen Rasmussen Sandberg Thorsen Wallin
pl|Agnieszka Bartosz Celina Dawid Elżbieta Filip Grażyna Hubert Iwona Jakub Katarzyna Łukasz Marta Norbert Olga Paweł Renata Szymon Urszula Wojciech|Adamczyk Borkowska Czarnecki Dąbrowska Gajewski Jankowska Kaczmarek Lis Malinowska Nowicki Ostrowska Pawlak Rutkowska Sikora Tomczak Urban Walczak Zawadzka Zieliński Żak
cs|Alena Bohumil Dana Eduard Františka Hana Ivan Jana Kamil Lenka Milan Olga Petr Radka Stanislav Tereza Václav Zuzana|Beneš Čermáková Doležal Fialová Havelka Jelínek Kučerová Macháček Novotný Pokorná Růžička Svobodová Tichý Urbanová Vlček Zeman
tr|Aslı Burak Ceren Deniz Emre Fadime Gökhan Hülya İbrahim Kerem Leyla Murat Nazlı Onur Pınar Selin Tolga Zeynep|Aydın Bulut Çelik Demirci Erdoğdu Güneş Kaplan Korkmaz Özkan Polat Şahin Toprak Uçar Yavuz Yıldız
ar|Amina Bilal Dalia Faisal Hessa Jamal Khalid Layla Mariam Nasser Omar Rania Salim Tariq Yasmin Zayed|Al_Amiri Al_Falasi Darwish El_Masri Farouk Habib Kassem Mansour Nasr Qasim Rahman Saleh Suleiman Al_Zaabi
ja|Akiko Daisuke Emi Fumio Haruto Ichiro Kaori Makoto Naoko Osamu Reiko Satoshi Tomoko Wataru Yui Yuto|Aoki Endo Fujimoto Hayashi Inoue Kawamura Kikuchi Matsuda Nakagawa Ogawa Saito Shimizu Takeda Uchida Watanabe Yoshida
in|Aarav Bhavna Chitra Deepak Esha Farhan Gayatri Harish Indira Jayesh Kavita Lakshmi Manoj Neha Prakash Rohan Sunita Tanvi Vikram Yamini|Agarwal Bhat Chatterjee Desai Gupta Iyer Joshi Kulkarni Menon Nair Patil Qureshi Rao Sharma Thakur Varma
zh|Adeline Boon_Keat Chee_Wai Evelyn Fang_Yi Hui_Min Jia_Wei Kai_Xin Li_Ting Mei_Ling Rachel Shu_Fen Wei_Jie Xiu_Ying Yi_Hao Zhi_Hao|Chan Chua Goh Heng Koh Lee Lim Neo Ng Ong Quek Seah Tan Teo Wee Yeo
ko|Bo-ra Chan-woo Da-eun Eun-ji Gyu-ri Ha-jun Hye-jin Ji-hoon Kyung-soo Min-seo Na-yeon Seo-yeon Sung-min Tae-yang Woo-jin Yu-na|Ahn Bae Choi Han Hwang Jang Jeong Kang Kim Kwon Moon Oh Park Ryu Shin Yoon
"""

INDUSTRIES = (
    *("Manufacturing", "Utilities", "Logistics", "Healthcare", "Food and drink"),
    *("Facility management", "Rail and transit", "Mining and materials"),
)

# Language | what firms of each industry are called, in the order of INDUSTRIES; {c} is a city, {s} a stem, "," divides.
_FIRMS = """
en|{s} Engineering,{s} Castings,{s} & Sons,{s} Drives|{c} Water,{s} Energy,{s} Networks|{s} Freight,{s} Haulage,{c} Docks|{c} General Hospital,{s} Clinics|{s} Bakeries,{s} Brewery,{s} Dairies|{s} Facilities,{s} Estates|{c} Tramways,{s} Rail|{s} Quarries,{s} Aggregates
us|{s} Manufacturing,{s} Industries,{s} Precision,{s} Tool Works|{c} Power and Light,{s} Utilities|{s} Trucking,{s} Supply Chain,{s} Terminals|{c} Medical Center,{s} Health|{s} Foods,{s} Brewing,{s} Farms|{s} Building Services,{s} Properties|{c} Transit,{s} Railcar|{s} Minerals,{s} Materials
de|{s} Maschinenbau,{s} Antriebstechnik,{s} & Söhne,{s} Werkzeugbau|Stadtwerke {c},{s} Energie|{s} Spedition,{s} Logistik|Klinikum {c},{s} Kliniken|Molkerei {s},Brauerei {s}|{s} Gebäudetechnik,{s} Immobilien|Verkehrsbetriebe {c},{s} Bahntechnik|{s} Kieswerke,{s} Stahl
fr|Ateliers {s},{s} Mécanique,{s} Frères|Énergies de {c},Eaux de {c}|Transports {s},{s} Logistique|Clinique {s},Hôpital de {c}|Laiterie {s},Brasserie {s}|{s} Immobilier,{s} Services|Tramways de {c},{s} Ferroviaire|Carrières {s},{s} Matériaux
nl|{s} Machines,{s} Techniek,Gebroeders {s}|Waterbedrijf {c},{s} Energie|{s} Transport,{s} Logistiek|Ziekenhuis {c},{s} Zorg|Zuivel {s},Brouwerij {s}|{s} Vastgoed,{s} Gebouwbeheer|{c} Vervoer,{s} Spoor|{s} Grondstoffen,{s} Staal
es|Talleres {s},{s} Maquinaria,Hermanos {s}|Aguas de {c},{s} Energía|Transportes {s},{s} Logística|Hospital de {c},Clínicas {s}|Lácteos {s},Bodegas {s}|{s} Servicios,Inmuebles {s}|Tranvías de {c},{s} Ferroviaria|Canteras {s},{s} Minerales
pt|{s} Máquinas,Metalúrgica {s},Irmãos {s}|Águas de {c},{s} Energia|Transportes {s},{s} Logística|Hospital de {c},Clínica {s}|Laticínios {s},Cervejaria {s}|{s} Serviços,Imóveis {s}|Metro de {c},{s} Ferrovias|Mineração {s},{s} Cimentos
it|Officine {s},{s} Meccanica,Fratelli {s}|Acque di {c},{s} Energia|Trasporti {s},{s} Logistica|Ospedale di {c},Cliniche {s}|Latteria {s},Pastificio {s}|{s} Immobili,{s} Servizi|Tranvie di {c},{s} Ferrovie|Cave {s},{s} Acciai
sv|{s} Verkstad,{s} Mekaniska,Bröderna {s}|{c} Energi,{s} Kraft|{s} Åkeri,{s} Logistik|{c} Sjukhus,{s} Vård|{s} Mejeri,{s} Bryggeri|{s} Fastigheter,{s} Drift|{c} Spårväg,{s} Järnväg|{s} Gruvor,{s} Stål
pl|{s} Maszyny,Zakłady {s}|Wodociągi {c},{s} Energia|{s} Spedycja,{s} Logistyka|Szpital {c},Kliniki {s}|Mleczarnia {s},Browar {s}|{s} Nieruchomości,{s} Serwis|Tramwaje {c},{s} Kolej|Kopalnie {s},{s} Stal
cs|{s} Strojírny,Závody {s}|Vodárny {c},{s} Energie|{s} Doprava,{s} Logistika|Nemocnice {c},{s} Klinika|Mlékárna {s},Pivovar {s}|{s} Reality,{s} Servis|Dopravní podnik {c},{s} Železnice|Lomy {s},{s} Ocel
ja|{s} Seiki,{s} Kogyo,{s} Denki|{c} Gas,{s} Denryoku|{s} Unyu,{s} Butsuryu|{c} Hospital,{s} Medical|{s} Shokuhin,{s} Shuzo|{s} Fudosan,{s} Setsubi|{c} Railway,{s} Sharyo|{s} Kozan,{s} Kinzoku
"""

# Stems that any firm may have besides a family's name.
_STEMS = """
Alder Aquila Arbor Argent Aster Aurum Beacon Borealis Brightwater Caldera Cascade Castor Cinder
Cobalt Corvus Crestline Delphi Draco Eastgate Elara Emberly Equinox Falken Ferrum Fjordline Fulmar
Garnet Halcyon Harrow Helion Heron Ironbridge Juniper Kestrel Keystone Lantana Larkfield Linden
Lumen Lyra Meridian Merrow Millrace Monarch Northwind Novara Oakhurst Obsidian Orion Osprey Palisade
Paragon Pelican Pinnacle Polaris Quarry Ravenna Redstone Ridgeline Rowan Sable Sequoia Silverlake
Solstice Sparrow Sterling Summit Tamarack Tern Tideway Umber Vantage Vega Verdant Vesper Vireo
Westmark Willow Wren Zephyr
"""
STEMS = tuple(_STEMS.split())


@dataclass(frozen=True, slots=True)
class Language:
    """How people and firms of one language are called; firms' patterns stand by industry."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    firms: tuple[tuple[str, ...], ...]


def _read() -> dict[str, Language]:
    firms = {}
    for line in _FIRMS.strip().splitlines():
        key, *industries = line.split("|")
        firms[key] = tuple(tuple(patterns.split(",")) for patterns in industries)
    languages = {}
    for line in _PEOPLE.strip().splitlines():
        key, given, family = line.split("|")
        names = [tuple(part.replace("_", " ") for part in text.split()) for text in (given, family)]
        # Where the language has no patterns of its own, firms trade under English names.
        languages[key] = Language(names[0], names[1], firms.get(key, firms["en"]))
    return languages


LANGUAGES = _read()
