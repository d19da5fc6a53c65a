"""What accounts cost at the large size: `python bench/accounts.py [share of it] [rounds]`; in a folder of its own.

The large size: 5,000 accounts, 25,000 contacts, 500,000 touchpoints and what belongs to them. On SQLite, or on the
empty PostgreSQL of `DATABASE_URL`. `MILEPOST_BENCH_STORE` names a data folder that is kept: what an earlier run filled
(here or in that PostgreSQL) is measured again, so that a long filling need not be done in a quiet hour.
Each request goes through Django's whole stack in this process, without a network.
"""

import datetime as dt
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

os.environ["MILEPOST_DATA_DIR"] = os.environ.get("MILEPOST_BENCH_STORE") or tempfile.mkdtemp(prefix="milepost-bench-")
os.environ["MILEPOST_URL"] = "http://testserver"
os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.config.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from timing import deep_page, measure

from milepost.accounts.models import (
    AccountContact,
    AccountTeamMember,
    ActionItem,
    Attendee,
    Escalation,
    Fact,
    Ticket,
    TimelineEntry,
)
from milepost.accounts.public import Account, Contact, Stage, Tag, Touchpoint, fact_fields
from milepost.identity.public import Role, User
from milepost.jobs.public import Work, start_work
from milepost.search.public import rebuild_index
from milepost.ui.tasks import run_bulk

SHARE, ROUNDS = float((*sys.argv[1:], "1")[0]), int((*sys.argv[2:], "40")[0])
ACCOUNTS = int(5_000 * SHARE)
CONTACTS_EACH, TOUCHPOINTS_EACH, TEAM_SIZE, BULK = 5, 100, 50, min(500, ACCOUNTS)
WORDS = (  # noqa: SIM905 - sixteen words read better than sixteen quotes
    "plan rollout figures training report renewal budget site connector stock backlog sponsor date field audit"
).split()
LISTS = {
    "as it opens": "",
    "my accounts": "?csm=me",
    "renewing within 90 days": "?renewal_date=next-90-days&sort=renewal_date",
    "silent for over 30 days, longest first": "?fact_days_since_contact=>30&sort=-fact_days_since_contact",
    "tagged, in two tiers of stage": "?stage_kind=live,starting&tags=1,2",
    "by employees, unknown last": "?sort=-employees",
}

type Rows = Iterator[tuple[str, Callable[[], Any]]]


def main() -> None:
    """Fill, measure and print."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if Account.objects.count() < ACCOUNTS:
        prepare()
    people = list(User.objects.order_by("pk")[:TEAM_SIZE])
    print(f"Python {platform.python_version()}, {connection.vendor}, {os.cpu_count()} CPUs; {ACCOUNTS:,} accounts,")
    print(f"{Touchpoint.objects.count():,} touchpoints; {ROUNDS} rounds; load {os.getloadavg()[0]:.1f}\n")
    print("| request | CPU p50 | CPU p95 | p50 ms | p95 ms | queries |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    client = Client()
    client.force_login(people[0])
    for rows in (lists(client), one_account(client), searches(client), writes(client)):
        for label, request in rows:
            *times, queries = measure(request, ROUNDS)
            print(f"| {label} | {' | '.join(f'{time:.0f}' for time in times)} | {queries} |", flush=True)
    bulk(people)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nmost memory {most:.0f} MiB, with the filling if any;")
    print(f"load at the end {os.getloadavg()[0]:.1f}")


# ---- What is there ----
def prepare() -> None:
    """Fill the tables and the search index, and print what both took."""
    began = time.process_time()
    people = [User.objects.create(email=f"p{n}@example.com", name=f"Person {n}") for n in range(TEAM_SIZE)]
    User.objects.filter(pk=people[0].pk).update(role=Role.LEAD)
    fill(random.Random(1), people)
    connection.cursor().execute("ANALYZE")
    filled = time.process_time() - began
    rebuild_index(pause_seconds=0)
    indexed = time.process_time() - began - filled
    print(f"filled in {filled:.0f} s of CPU, indexed in {indexed:.0f} s (a PostgreSQL's own not counted)", flush=True)


def fill(chance: random.Random, people: list[User]) -> None:
    """Write the rows as many at once as a database likes; of the log and the search index nothing."""
    stages, today, now = list(Stage.objects.all()), timezone.localdate(), timezone.now()
    tags = Tag.objects.bulk_create([Tag(name=f"tag {n}") for n in range(20)])
    accounts = Account.objects.bulk_create(
        [
            Account(
                name=f"{chance.choice(WORDS).title()} {chance.choice(WORDS)} {n}",
                name_folded=f"{n}",
                stage=chance.choice(stages),
                employees=chance.randint(5, 9_000) if chance.random() > 0.1 else None,
                renewal_date=today + dt.timedelta(days=chance.randint(-30, 700)) if chance.random() > 0.1 else None,
            )
            for n in range(ACCOUNTS)
        ],
        batch_size=1000,
    )
    through = Account.tags.through
    through.objects.bulk_create(
        [through(account=one, tag=tag) for one in accounts for tag in chance.sample(tags, chance.randint(0, 3))],
        batch_size=2000,
    )
    AccountTeamMember.objects.bulk_create(
        [
            AccountTeamMember(account=one, user=chance.choice(people), role=role, since=today - dt.timedelta(days=300))
            for one in accounts
            for role in ("csm", "am")
        ],
        batch_size=2000,
    )
    numbers = [spec.key for spec in fact_fields if spec.type == "number"]
    Fact.objects.bulk_create(
        [
            Fact(account=one, key=key, state="known", number=chance.randint(0, 120), as_of=now)
            for one in accounts
            for key in numbers
        ],
        batch_size=2000,
    )
    for start in range(0, len(accounts), 250):
        histories(chance, people, accounts[start : start + 250])


def histories(chance: random.Random, people: list[User], accounts: list[Account]) -> None:
    """Write the contacts of these accounts and what happened with them in two years."""
    now, stances = timezone.now(), ("champion", "decision-maker", "sponsor", "user", "user")
    contacts = Contact.objects.bulk_create(
        [
            Contact(name=f"Contact {one.pk} {n}", name_folded=f"contact {one.pk} {n}", last_two_way_at=now)
            for one in accounts
            for n in range(CONTACTS_EACH)
        ]
    )
    AccountContact.objects.bulk_create(
        [
            AccountContact(account=accounts[n // CONTACTS_EACH], contact=contact, stance=stances[n % CONTACTS_EACH])
            for n, contact in enumerate(contacts)
        ]
    )
    touchpoints = Touchpoint.objects.bulk_create(
        [
            Touchpoint(
                account=one,
                kind=chance.choice(("call", "email", "meeting", "note")),
                at=now - dt.timedelta(days=730 * chance.random()),
                subject=" ".join(chance.choices(WORDS, k=4)).capitalize(),
                body=" ".join(chance.choices(WORDS, k=30)),
                author=chance.choice(people),
            )
            for one in accounts
            for _n in range(TOUCHPOINTS_EACH)
        ],
        batch_size=2000,
    )
    offset = {one.pk: n * CONTACTS_EACH for n, one in enumerate(accounts)}
    Attendee.objects.bulk_create(
        [
            Attendee(touchpoint=one, contact=contacts[offset[one.account_id] + chance.randrange(CONTACTS_EACH)])
            for one in touchpoints
        ],
        batch_size=2000,
    )
    beside(chance, people, accounts)
    TimelineEntry.objects.bulk_create(
        [
            TimelineEntry(account_id=one.account_id, at=one.at, kind=one.kind, key=str(one.pk), is_pinned=False)
            for one in touchpoints
        ],
        batch_size=2000,
    )


def beside(chance: random.Random, people: list[User], accounts: list[Account]) -> None:
    """Write actions, escalations and tickets."""
    now, today = timezone.now(), timezone.localdate()
    ActionItem.objects.bulk_create(
        [
            ActionItem(
                account=one,
                text=" ".join(chance.choices(WORDS, k=5)),
                owner=chance.choice(people),
                due=today + dt.timedelta(days=chance.randint(-200, 20)),
                done_at=now if n > 2 else None,
            )
            for one in accounts
            for n in range(20)
        ],
        batch_size=2000,
    )
    Escalation.objects.bulk_create(
        [
            Escalation(
                account=one,
                subject="Reports stopped",
                opened_at=now - dt.timedelta(days=9),
                closed_at=now if chance.random() > 0.1 else None,
            )
            for one in accounts
        ]
    )
    Ticket.objects.bulk_create(
        [
            Ticket(account=one, system="desk", external_key=f"{one.pk}-{n}", subject="Broken", opened_at=now)
            for one in accounts
            for n in range(10)
        ],
        batch_size=2000,
    )


# ---- What is asked ----
def lists(client: Client) -> Rows:
    page = reverse("accounts:account-list")
    for label, query in LISTS.items():
        yield f"list: {label}", partial(client.get, page + query)
    yield "list: hundredth page", partial(client.get, deep_page(client, page))
    sorted_page = page + LISTS["by employees, unknown last"]
    yield "list: hundredth page by employees", partial(client.get, deep_page(client, sorted_page))
    yield "Today", partial(client.get, reverse("web:today"))
    yield "contacts", partial(client.get, reverse("accounts:contact-list"))


def one_account(client: Client) -> Rows:
    args = [Account.objects.order_by("pk")[ACCOUNTS // 2].pk]
    parts = ("account-detail", "account-people", "account-contacts", "account-actions", "account-details")
    addresses = [reverse(f"accounts:{name}", args=args) for name in (*parts, "account-timeline")]

    def with_panels() -> Any:
        answers = [client.get(address) for address in addresses]
        return answers[0]

    timeline = reverse("accounts:account-timeline", args=args)
    yield "account page alone", partial(client.get, addresses[0])
    yield "account page and its five panels, one after another", with_panels
    yield "timeline", partial(client.get, timeline)
    yield "timeline: calls alone", partial(client.get, timeline + "?kind=call")
    yield "brief", partial(client.get, reverse("accounts:account-brief", args=args))


def searches(client: Client) -> Rows:
    page, palette = reverse("web:search"), reverse("web:palette")
    for text in ("renewal", "conn", "Contact 40", "bakclog"):
        yield f"search page: {text}", partial(client.get, f"{page}?q={text}")
    yield "palette: plan", partial(client.get, f"{palette}?q=plan")


def writes(client: Client) -> Rows:
    account = Account.objects.order_by("pk")[ACCOUNTS // 3]
    edit = reverse("lists:cell-edit", args=["accounts", account.pk, "employees"])
    log = reverse("accounts:account-log", args=[account.pk])

    def change() -> Any:
        version = Account.objects.values_list("version", flat=True).get(pk=account.pk)
        return client.post(edit, {"value": str(version), "version": str(version)}, headers={"HX-Request": "true"})

    yield "edit in place", change
    yield "log a call with an action", partial(client.post, log, {"kind": "call", "text": "Spoke\n[] send the offer"})


def bulk(people: list[User]) -> None:
    """Hand over many accounts, as the job does it."""
    keys = [str(key) for key in Account.objects.order_by("pk").values_list("pk", flat=True)[:BULK]]
    held = AccountTeamMember.objects.filter(account=keys[0], role="csm", until=None, user=people[1]).exists()
    taker = str(people[2 if held else 1].pk)
    began, began_cpu = time.perf_counter(), time.process_time()
    work = start_work(
        run_bulk,
        title="Bulk",
        actor=people[0].as_actor(),
        list_key="accounts",
        action_key="set-csm",
        value=taker,
        keys=keys,
    )
    run_bulk.call(work_id=work.pk, list_key="accounts", action_key="set-csm", value=taker, keys=keys)
    cpu, wall = time.process_time() - began_cpu, time.perf_counter() - began
    assert Work.objects.get(pk=work.pk).state == "done"
    print(f"\nhand over {BULK} accounts: {wall:.1f} s, {cpu:.1f} s of CPU, {cpu / BULK * 1000:.1f} ms each")


if __name__ == "__main__":
    main()
