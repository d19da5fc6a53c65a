"""The list of contacts: every field can be filtered and sorted, most of them edited where they stand."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from milepost.accounts.models import Contact
from milepost.accounts.public import add_contact, change_contact, declare_field, place_contact, unsubscribe
from milepost.lib.keyset import in_order
from milepost.ui.public import list_order, list_query, lists

SPEC = lists["contacts"]
HTML = "<script>alert(1)</script>"


@pytest.fixture
def people(northwind, make_account, ada):
    """Mona has one of everything, élodie other values, Zoe nothing."""
    actor = ada.as_actor()
    declare_field("Hobby", "text", actor=actor, record_kind="contact")
    partner = make_account("Partner")
    mona = add_contact(
        "Mona Lind",
        actor=actor,
        account=northwind,
        stance="sponsor",
        emails=["mona@n.example", "ml@n.example"],
        title="COO",
        phone="+46 8 1",
        timezone="Europe/Stockholm",
        custom={"hobby": "Chess"},
    )
    place_contact(mona, partner, "user", actor=actor)
    elodie = add_contact("élodie Petit", actor=actor, account=partner, stance="champion", reports_to=mona)
    zoe = add_contact("Zoe", actor=actor)
    Contact.objects.filter(pk=mona.pk).update(last_two_way_at=timezone.now() - dt.timedelta(days=70))
    change_contact(elodie, {"left_on": timezone.localdate()}, actor=actor)
    unsubscribe(elodie, actor=actor)
    return {"mona": mona, "elodie": elodie, "zoe": zoe, "northwind": northwind, "partner": partner}


def names(viewer, condition):
    return sorted(contact.name for contact in list_query(SPEC, viewer, condition))


QUESTIONS = [
    ("title", "contains", "coo", ["Mona Lind"]),
    ("title", "unknown", None, ["Zoe", "élodie Petit"]),
    ("stance", "any_of", ["sponsor"], ["Mona Lind"]),
    ("stance", "any_of", ["user", "champion"], ["Mona Lind", "élodie Petit"]),
    ("stance", "unknown", None, ["Zoe"]),
    ("accounts", "unknown", None, ["Zoe"]),
    ("email", "contains", "mona@", ["Mona Lind"]),
    ("email", "unknown", None, ["Zoe", "élodie Petit"]),
    ("timezone", "any_of", ["Europe/Stockholm"], ["Mona Lind"]),
    ("reports_to", "known", None, ["élodie Petit"]),
    ("last_spoken", "lt", "60-days-ago", ["Mona Lind"]),
    ("last_spoken", "unknown", None, ["Zoe", "élodie Petit"]),
    ("left", "known", None, ["élodie Petit"]),
    ("unsubscribed", "is", True, ["élodie Petit"]),
    ("unsubscribed", "is", False, ["Mona Lind", "Zoe"]),
    ("unsubscribed", "unknown", None, []),
    ("custom_hobby", "is", "chess", ["Mona Lind"]),
    ("custom_hobby", "unknown", None, ["Zoe", "élodie Petit"]),
]


@pytest.mark.parametrize(("field", "op", "value", "found"), QUESTIONS)
@pytest.mark.usefixtures("people")
def test_it_filters_by_every_field(ada, field, op, value, found):
    assert names(ada, {"field": field, "op": op} | ({} if value is None else {"value": value})) == found


def test_it_filters_by_one_of_several_accounts(people, ada):
    partner = str(people["partner"].pk)
    assert names(ada, {"field": "accounts", "op": "any_of", "value": [partner]}) == ["Mona Lind", "élodie Petit"]


@pytest.mark.usefixtures("people")
def test_it_orders_names_without_case_and_accents(ada):
    rows = in_order(list_query(SPEC, ada), list_order(SPEC, ada))
    assert [contact.name for contact in rows] == ["élodie Petit", "Mona Lind", "Zoe"]


@pytest.mark.parametrize("preset", SPEC.presets, ids=lambda preset: str(preset.label))
@pytest.mark.usefixtures("people")
def test_it_opens_every_ready_made_view(ada, signed_in, preset):
    text = signed_in(ada).get(f"{reverse('accounts:contact-list')}?{preset.query}").content.decode()
    expected = {
        "Sponsors silent 60 days": {"Mona Lind"},
        "Never spoken with": {"Zoe"},
        "Left the company": {"élodie Petit"},
    }[str(preset.label)]
    assert {name for name in ("Mona Lind", "Zoe", "élodie Petit") if f">{name}<" in text} == expected


@pytest.mark.usefixtures("people")
def test_it_leaves_out_those_who_left_until_asked(ada, signed_in):
    assert "élodie" not in signed_in(ada).get(reverse("accounts:contact-list")).content.decode()


def edit(client, contact, field, value, version=None):
    url = reverse("lists:cell-edit", args=["contacts", contact.pk, field])
    return client.post(url, {"value": value, "version": contact.version if version is None else version})


@pytest.mark.parametrize(
    "written",
    [
        ("title", "CEO", lambda one: one.title == "CEO"),
        ("phone", "112", lambda one: one.phone == "112"),
        ("timezone", "Asia/Tokyo", lambda one: one.timezone == "Asia/Tokyo"),
        ("left", "2026-10-01", lambda one: one.left_on == dt.date(2026, 10, 1)),
        ("unsubscribed", "yes", lambda one: one.unsubscribed_at is not None),
        ("custom_hobby", "Go", lambda one: one.custom == {"hobby": "Go"}),
        ("email", "zoe@n.example", lambda one: one.emails.get().address == "zoe@n.example"),
    ],
)
def test_it_edits_in_place(people, max_, signed_in, written):
    field, value, read = written
    assert edit(signed_in(max_), people["zoe"], field, value).status_code == 200
    assert read(Contact.objects.get(pk=people["zoe"].pk))


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("timezone", "Mars"), ("email", "no"), ("title", "x" * 121)]
)
def test_it_refuses_what_is_wrong(people, max_, signed_in, field, value):
    assert edit(signed_in(max_), people["mona"], field, value).status_code == 422
    assert Contact.objects.get(pk=people["mona"].pk).version == people["mona"].version


def test_it_replaces_the_main_address_and_keeps_the_others(people, max_, signed_in):
    edit(signed_in(max_), people["mona"], "email", "new@n.example")
    rows = people["mona"].emails.order_by("-is_primary", "pk").values_list("address", flat=True)
    assert list(rows) == ["new@n.example", "ml@n.example"]


def test_it_shows_both_values_to_the_second_writer(people, max_, lena, signed_in):
    mona = people["mona"]
    edit(signed_in(lena), mona, "title", "CEO")
    url = reverse("lists:cell-edit", args=["contacts", mona.pk, "title"])
    answer = signed_in(max_).post(url, {"value": "CTO", "version": mona.version, "seen": "COO"})
    assert answer.status_code == 422
    assert b"CEO" in answer.content
    assert Contact.objects.get(pk=mona.pk).title == "CEO"


def test_it_lets_nobody_edit_who_only_reads(people, victor, signed_in):
    assert edit(signed_in(victor), people["mona"], "title", "CEO").status_code == 403


def test_it_shows_a_contributor_neither_people_nor_places_of_other_accounts(people, make_account, fiona, ada):
    mine = make_account("Mine", support=fiona)
    place_contact(people["mona"], mine, actor=ada.as_actor())
    fields = SPEC.fields_of(fiona)
    [row] = SPEC.shown(list_query(SPEC, fiona), fiona, list(fields.values()))
    assert row.name == "Mona Lind"
    assert fields["accounts"].value_of(row) == ["Mine"]


def test_it_shows_archived_people_in_a_list_of_their_own(people, max_, signed_in):
    client = signed_in(max_)
    row = f'data-row="{people["mona"].pk}"'
    assert row in client.get(reverse("accounts:contact-list")).content.decode()
    client.post(reverse("accounts:contact-act", args=[people["mona"].pk]), {"act": "archive"})
    assert row not in client.get(reverse("accounts:contact-list")).content.decode()
    assert row in client.get(reverse("accounts:contact-archive")).content.decode()


def test_it_leads_from_accounts_to_contacts_and_marks_where_one_is(people, max_, signed_in):
    client = signed_in(max_)
    url = reverse("accounts:contact-list")
    assert f'href="{url}"' in client.get(reverse("accounts:account-list")).content.decode()
    assert f'href="{url}" aria-current="page"' in client.get(url).content.decode()


def test_it_offers_every_time_zone(people, max_, signed_in):
    url = reverse("lists:cell-edit", args=["contacts", people["zoe"].pk, "timezone"])
    assert 'value="Pacific/Wallis"' in signed_in(max_).get(url).content.decode()
