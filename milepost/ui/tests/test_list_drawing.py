"""Rows as HTML: every text is escaped, whatever kind of column it stands in."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.safestring import mark_safe

from milepost.identity.public import User
from milepost.ui.filters.fields import Field, FieldType, FixedOptions
from milepost.ui.lists.drawing import draw_rows
from milepost.ui.lists.spec import ListSpec

BAD = '<img src=x onerror="a()">'


class Thing(SimpleNamespace):
    pk, version = '"><b>', 3

    def __str__(self) -> str:
        return BAD


def drawn(viewer, field_type, value, *, editable=False, url="", options=None, decimals=0):
    field = Field(
        key="it", label=f"Label {BAD}", type=field_type, is_editable=editable, options=options, decimals=decimals
    )
    other = Field(key="other", label="Other")
    spec = ListSpec(
        key="things",
        title="Things",
        noun=("thing", "things"),
        url_name="-",
        rows=User.objects.visible_to,
        fields=(other, field),
        detail_url=(lambda _thing: url) if url else None,
        edit=lambda *_given: None,
    )
    [row] = draw_rows(spec, spec.fields, [Thing(it=value, other="")], viewer, can_select=True)
    return row.html


@pytest.mark.parametrize(
    ("field_type", "value"),
    [
        (FieldType.TEXT, BAD),
        (FieldType.TEXT, mark_safe(BAD)),
        (FieldType.CHOICE, BAD),
        (FieldType.PERSON, BAD),
        (FieldType.MANY, [BAD, BAD]),
    ],
)
@pytest.mark.parametrize("editable", [False, True])
def test_it_escapes_whatever_it_draws(ada, field_type, value, editable):
    html = drawn(ada, field_type, value, editable=editable, url='/"><b>', options=FixedOptions([]))
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;img src=x onerror=&quot;a()&quot;&gt;" in html


def test_it_draws_each_kind_in_its_way(ada):
    day = dt.date(2020, 3, 5)
    assert '<time datetime="2020-03-05">5 Mar 2020</time>' in drawn(ada, FieldType.DATE, day)
    assert ">12\N{THIN SPACE}345.50</td>" in drawn(ada, FieldType.NUMBER, Decimal("12345.5"), decimals=2)
    assert '<use href="' in drawn(ada, FieldType.YES_NO, value=False)
    assert '<span class="word">North</span>' in drawn(ada, FieldType.MANY, ["North"])
    assert 'data-edit="it"' in drawn(ada, FieldType.TEXT, "x", editable=True)


@pytest.mark.parametrize("field_type", [FieldType.TEXT, FieldType.NUMBER, FieldType.DATE, FieldType.YES_NO])
def test_it_says_what_is_unknown(ada, field_type):
    html = drawn(ada, field_type, None)
    assert f'<td class="cell-{field_type} is-empty"' in html
    assert html.count('<span class="unknown">–</span>') == 2


def test_it_leads_to_the_record_by_its_label_where_the_first_cell_is_empty(ada):
    assert '<a href="/things/1" data-drawer hx-boost="false">&lt;img' in drawn(
        ada, FieldType.TEXT, "x", url="/things/1"
    )


def test_it_offers_no_editing_to_a_viewer(victor):
    assert "data-edit" not in drawn(victor, FieldType.TEXT, "x", editable=True)
