"""Measures the search index at the large size, on the database that DATABASE_URL names (none: SQLite).

    MILEPOST_DATA_DIR=/tmp/bench python bench/search.py [--share 1.0] [--repeat 25] [--explain]

Makes tables of its own (`search_bench…`) with generated accounts, contacts, projects, tasks and touchpoints, indexes
them, then asks many questions of several kinds as viewers who see all, most, a fifth, or a few of the rows.
Times are CPU seconds of this process and its database backend.
The data stay for the next run; `--fresh` makes them anew.
"""

import argparse
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate, batched, product
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.config.settings")
import django

django.setup()

from django.core.management import call_command
from django.db import connection, models, transaction

from milepost.search.models import Document, Kind, Word
from milepost.search.public import SearchDocument, SearchSource, index_records, recount_words, search, search_sources

SIZES = {"account": 5_000, "contact": 25_000, "project": 3_000, "task": 150_000, "touchpoint": 500_000}
OWNERS = 500


class BenchRow(models.Model):
    title = models.CharField(max_length=200)
    body = models.TextField()
    owner = models.IntegerField(db_index=True)
    is_private = models.BooleanField()

    class Meta:
        abstract = True


def _model(kind: str) -> type[BenchRow]:
    meta = type("Meta", (), {"app_label": "search", "db_table": f"search_bench_{kind}"})
    return type(f"Bench{kind.title()}", (BenchRow,), {"__module__": __name__, "Meta": meta})


MODELS = {kind: _model(kind) for kind in SIZES}


def rows_of(model: type[BenchRow]) -> Callable[[str], models.QuerySet[BenchRow]]:
    def rows(viewer: str) -> models.QuerySet[BenchRow]:
        everything = model._default_manager.all()
        return {
            "all": everything,
            "most": everything.filter(models.Q(is_private=False) | models.Q(owner=7)),
            "fifth": everything.filter(owner__lt=OWNERS // 5),
            "few": everything.filter(owner=7),
        }[viewer]

    return rows


def register() -> None:
    for weight, (kind, model) in enumerate(reversed(MODELS.items())):
        search_sources.register(
            SearchSource(
                f"search.bench{kind}",
                kind,
                "search",
                rows_of(model),
                lambda row: SearchDocument(row.title, row.body, f"/{row.pk}"),
                weight=weight,
            )
        )


class Words:
    """A vocabulary with the long tail that texts have."""

    COMMON = [
        "review",
        "training",
        "migration",
        "kickoff",
        "call",
        "meeting",
        "renewal",
        "onboarding",
        "data",
        "plan",
        "customer",
        "team",
        "next",
        "week",
        "agreed",
        "workshop",
        "report",
        "integration",
        "contract",
        "invoice",
        "support",
        "feature",
        "adoption",
        "usage",
        "health",
        "risk",
        "date",
        "open",
        "done",
        "asked",
    ]

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        heads = [
            "b",
            "br",
            "c",
            "d",
            "dr",
            "f",
            "g",
            "h",
            "k",
            "l",
            "m",
            "n",
            "p",
            "r",
            "s",
            "st",
            "t",
            "tr",
            "v",
            "w",
            "",
        ]
        tails = ["n", "r", "l", "s", "t", "m", "", "nd", "ck", "x"]
        syllables = [head + vowel + tail for head, vowel, tail in product(heads, "aeiou", tails) if head or tail]
        made = dict.fromkeys("".join(chance.choices(syllables, k=chance.choice((2, 2, 3)))) for _ in range(45_000))
        self.rare = list(made)
        self.all = [*self.COMMON, *self.rare]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.all))))
        self.names = [word.title() for word in chance.sample(self.rare, 6_000)]
        self.companies = [
            f"{name} {kind}"
            for name in self.names[:3_000]
            for kind in ("Robotics", "Foods", "GmbH", "Müller", "Logistics")
        ]

    def text(self, low: int, high: int) -> str:
        return " ".join(self.chance.choices(self.all, cum_weights=self.weights, k=self.chance.randint(low, high)))


def generated(kind: str, count: int, words: Words) -> Iterator[BenchRow]:
    chance = words.chance
    for number in range(count):
        title, body = _text(kind, number, words)
        yield MODELS[kind](title=title, body=body, owner=chance.randrange(OWNERS), is_private=chance.randrange(20) == 0)


def _text(kind: str, number: int, words: Words) -> tuple[str, str]:
    chance = words.chance
    company, name, other = chance.choice(words.companies), chance.choice(words.names), chance.choice(words.names)
    common, host = chance.choice(words.COMMON), company.split()[0].lower()
    if kind == "account":
        return words.companies[number % len(words.companies)], f"{host}.example.com {words.text(3, 8)}"
    if kind == "contact":
        return f"{name} {other}", f"{name}.{other}@{host}.example.com {company}".lower()
    if kind == "project":
        return f"{common.title()} {company}", words.text(10, 40)
    if kind == "task":
        return f"{common.title()} {words.text(2, 5)}", f"{company} {words.text(4, 20)}"
    return f"{common.title()} with {name} {other}", f"{company} {words.text(12, 35)}"


def build(share: float) -> None:
    """Fill the tables. Documents are written directly: their words are plain already; see `measure_rebuild`."""
    words = Words(random.Random(20261121))
    existing = connection.introspection.table_names()
    counts: Counter[str] = Counter()
    Document.objects.all().delete()
    Word.objects.all().delete()
    for kind, model in MODELS.items():
        with connection.schema_editor() as editor:
            if model._meta.db_table in existing:
                editor.delete_model(model)
            editor.create_model(model)
        number = Kind.objects.get_or_create(key=f"search.bench{kind}")[0]
        started = time.monotonic()
        for chunk in batched(enumerate(generated(kind, int(SIZES[kind] * share), words), 1), 5_000):
            _write(model._meta.db_table, number, chunk, counts)
        print(f"{kind}: {time.monotonic() - started:.0f} s", flush=True)
    Word.objects.bulk_create([Word(word=w, backwards=w[::-1], count=count) for w, count in counts.items()], 500)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _write(table: str, kind: Kind, rows: tuple[tuple[int, BenchRow], ...], counts: Counter[str]) -> None:
    documents = []
    for key, row in rows:
        title = plain_words(row.title)
        body = dict.fromkeys(plain_words(row.body))
        for word in title:
            body.pop(word, None)
        counts.update({*title, *body})
        documents.append((kind.base + key, kind.id, " ".join(title), " ".join(body)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (id, title, body, owner, is_private) VALUES (%s, %s, %s, %s, %s)",
            [(key, row.title, row.body, row.owner, row.is_private) for key, row in rows],
        )
        cursor.executemany(
            "INSERT INTO search_document (id, kind_id, title_words, body_words) VALUES (%s, %s, %s, %s)", documents
        )


def plain_words(text: str) -> list[str]:
    return text.lower().replace("ü", "u").replace(".", " ").replace("@", " ").split()


def measure_rebuild() -> None:
    """Index the accounts and contacts anew, as `rebuild_index` does."""
    for kind in ("account", "contact"):
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_document WHERE kind_id = %s", [Kind.objects.get(key=f"search.bench{kind}").id]
            )
        cpu, count = time.process_time(), MODELS[kind]._default_manager.count()
        started = time.monotonic()
        for chunk in batched(MODELS[kind]._default_manager.all().iterator(), 500):
            index_records(f"search.bench{kind}", chunk)
        wall = time.monotonic() - started
        cpu = time.process_time() - cpu
        print(
            f"index_records, {kind}: {cpu / count * 1e6:.0f} us of our CPU a document, {wall / count * 1e6:.0f} in all"
        )


def index_size() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT relname, pg_total_relation_size(oid), pg_indexes_size(oid) FROM pg_class "
                "WHERE relname IN ('search_document', 'search_word')"
            )
            rows = [f"{name} {total / 1e6:.0f} MB (indexes {indexes / 1e6:.0f})" for name, total, indexes in cursor]
        else:
            cursor.execute(
                "SELECT name, sum(pgsize) FROM dbstat WHERE name LIKE 'search_%' AND name NOT LIKE 'search_bench%' "
                "GROUP BY name HAVING sum(pgsize) > 1000000"
            )
            rows = [f"{name} {size / 1e6:.0f} MB" for name, size in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM search_word")
        return ", ".join(rows) + f"; {cursor.fetchone()[0]:,} words"


def questions(count: int) -> dict[str, list[str]]:
    """Many questions of each kind, the same on both databases."""
    chance = random.Random(5)
    words = Words(random.Random(20261121))
    companies, names, common = words.companies[:5_000], words.names, words.COMMON

    def several(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(count)]

    return {
        "one letter": several(lambda: chance.choice("abcdefghklmnoprstuvw")),
        "two letters": several(lambda: chance.choice(names)[:2].lower()),
        "three letters": several(lambda: chance.choice([*names, *common])[:3].lower()),
        "company, half typed": several(lambda: (name := chance.choice(companies))[: len(name) * 2 // 3]),
        "company": several(lambda: chance.choice(companies)),
        "person": several(lambda: f"{chance.choice(names)} {chance.choice(names)[:3]}"),
        "e-mail address": several(lambda: f"{chance.choice(names)}@{chance.choice(names)}.example".lower()),
        "domain": several(lambda: f"{chance.choice(companies).split()[0]}.example.com"),
        "common word": several(partial(chance.choice, common)),
        "two common words": several(lambda: " ".join(chance.sample(common, 2))),
        "five common words": several(lambda: " ".join(chance.sample(common, 5))),
        "common and rare word": several(lambda: f"{chance.choice(common)} {chance.choice(words.rare[200:3000])}"),
        "rare word": several(lambda: chance.choice(words.rare[20_000:])),
        "company with a typo": several(lambda: mistyped(chance.choice(companies), chance)),
        "long word with two typos": several(
            lambda: mistyped(mistyped(chance.choice(names) + "robotics", chance), chance)
        ),
        "nothing like it": several(lambda: "".join(chance.choices("qxzjyw", k=9))),
    }


def mistyped(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) - 1)
    return chance.choice(
        [
            text[:at] + text[at + 1 :],
            text[:at] + "k" + text[at:],
            text[:at] + "k" + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        ]
    )


def clock() -> float:
    """CPU seconds of this process and of its database server's backend: other people's load does not count."""
    return time.process_time() + backend_seconds()


def backend_seconds() -> float:
    if connection.vendor != "postgresql":
        return 0.0
    return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9


def measure(count: int, viewers: list[str]) -> None:
    asked = questions(count)
    everything: dict[str, list[float]] = {viewer: [] for viewer in viewers}
    print("| question | " + " | ".join(f"sees {viewer}: p50 / p95 ms" for viewer in viewers) + " | hits |")
    print("| --- |" + " --- |" * (len(viewers) + 1))
    for kind, texts in asked.items():
        cells, hits = [], []
        for viewer in viewers:
            times = []
            for text in texts:
                started = clock()
                found = search(viewer, text)
                times.append((clock() - started) * 1_000)
                hits.append(len(found))
            everything[viewer] += times
            cells.append(f"{statistics.median(times):.0f} / {p95(times):.0f}")
        print(f"| {kind} | " + " | ".join(cells) + f" | {statistics.mean(hits):.0f} |", flush=True)
    print(
        "| **all** | "
        + " | ".join(f"**{statistics.median(t):.0f} / {p95(t):.0f}**" for t in everything.values())
        + " | |"
    )


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1.0, help="share of the large size")
    parser.add_argument("--repeat", type=int, default=25, help="questions of each kind")
    parser.add_argument("--fresh", action="store_true", help="make the data anew")
    parser.add_argument("--rebuild", action="store_true", help="measure the indexing of records too")
    parser.add_argument("--viewers", default="all,most,fifth,few")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    register()
    if options.fresh or "search_bench_account" not in connection.introspection.table_names():
        build(options.share)
    print(f"{connection.vendor}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    print(index_size())
    if not Word.objects.exists():
        recount_words(pause_seconds=0)
    if options.rebuild:
        measure_rebuild()
    measure(options.repeat, options.viewers.split(","))


main()
