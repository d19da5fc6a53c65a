import pytest

from milepost.accounts.models import CustomField, Segment
from milepost.accounts.public import save_segment
from milepost.jobs.testing import run_all_jobs

IN_DRAWER = {"HX-Request": "true", "HX-Target": "drawer-body"}


@pytest.fixture
def all_of_them(lena, northwind):
    return save_segment("<b>All</b>", None, actor=lena.as_actor(), owner=lena, is_shared=True)


def test_it_saves_what_the_list_shows(signed_in, max_, northwind, make_account):
    make_account("Contoso")
    client = signed_in(max_)
    assert "Save as a segment" in client.get("/accounts/?csm=me").content.decode()
    form = client.get("/segments/new/?csm=me&q=north")
    assert "CSM" in form.context["sentence"]
    answer = client.post("/segments/new/?csm=me&q=north", {"name": "My north"}, headers=IN_DRAWER)
    segment = Segment.objects.get()
    assert answer["HX-Redirect"] == f"/segments/{segment.pk}/"
    run_all_jobs()
    page = client.get(f"/segments/{segment.pk}/")
    assert [account.name for account in page.context["accounts"]] == ["Northwind"]
    assert [move.account.name for move in page.context["entered"]] == ["Northwind"]
    listed = client.get(page.context["list_url"])
    assert [row["record"].name if isinstance(row, dict) else row for row in listed.context["rows"]]
    assert "My north" in client.get("/segments/").content.decode()


def test_it_says_what_is_wrong(signed_in, max_):
    client = signed_in(max_)
    assert client.post("/segments/new/", {"name": " "}).status_code == 422
    assert client.post("/segments/new/", {"name": "x" * 81}).status_code == 422
    assert client.get("/segments/new/?nonsense=1").status_code == 422
    assert not Segment.objects.exists()


def test_it_shows_a_segment_to_others_and_lets_them_not_change_it(signed_in, max_, all_of_them):
    client = signed_in(max_)
    page = client.get(f"/segments/{all_of_them.pk}/")
    assert "&lt;b&gt;All" in page.content.decode()
    assert "<b>All" not in page.content.decode()
    assert client.get(f"/segments/{all_of_them.pk}/change/").status_code == 403
    assert client.post(f"/segments/{all_of_them.pk}/delete/").status_code == 403


def test_it_shows_nothing_of_what_the_viewer_may_not_ask(signed_in, max_, lena, northwind):
    CustomField.objects.create(record_kind="account", key="m", label="Margin", type="text", right="manage-accounts")
    where = {"field": "custom_m", "op": "unknown"}
    segment = save_segment("Rich", where, actor=lena.as_actor(), owner=lena, is_shared=True)
    run_all_jobs()
    text = signed_in(max_).get(f"/segments/{segment.pk}/").content.decode()
    assert "may not see" in text
    assert "Margin" not in text
    assert "Northwind" not in text
    assert "Northwind" in signed_in(lena).get(f"/segments/{segment.pk}/").content.decode()


def test_it_is_changed_computed_and_deleted(signed_in, lena, all_of_them):
    client, url = signed_in(lena), f"/segments/{all_of_them.pk}/"
    data = {"name": "Everyone", "description": "For mailings", "version": 1}
    assert client.post(f"{url}change/", data)["Location"] == url
    assert client.post(f"{url}change/", {**data, "name": "Late"}).status_code == 422
    assert "1 entered" in client.post(f"{url}refresh/", follow=True).content.decode()
    all_of_them.refresh_from_db()
    assert (all_of_them.name, all_of_them.is_shared) == ("Everyone", False)
    client.post(f"{url}delete/")
    assert not Segment.objects.exists()


def test_it_means_its_owner_by_me_for_everybody(signed_in, lena, max_, make_account):
    make_account("Of Lena", csm=lena)
    make_account("Of Max", csm=max_)
    where = {"and": [{"field": "csm", "op": "any_of", "value": ["me"]}]}
    segment = save_segment("My book", where, actor=lena.as_actor(), owner=lena, is_shared=True)
    for viewer, words in ((lena, "is you, for everyone"), (max_, "is Lena, its owner, not you")):
        client = signed_in(viewer)
        page = client.get(f"/segments/{segment.pk}/")
        assert [account.name for account in page.context["accounts"]] == ["Of Lena"]
        assert words in page.content.decode()
        assert "Lena" in page.context["sentence"]
        listed = client.get(page.context["list_url"]).content.decode()
        assert "Of Lena" in listed
        assert "Of Max" not in listed
    assert segment.filter == where
