"""The folded name beside a name: kept by every way of writing, named by no entry of the log."""

import pytest

from milepost.audit.public import (
    AuditEntry,
    create_record,
    create_records,
    delete_record,
    revert_entry,
    update_record,
    update_records,
)
from milepost.identity.models import Team
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict

pytestmark = pytest.mark.django_db


def stored(team):
    return Team.objects.values_list("name_folded", flat=True).get(pk=team.pk)


def test_it_follows_the_name_when_a_row_is_made_or_changed():
    team = create_record(Team(name="Élan"), actor=SYSTEM)
    assert (stored(team), team.name_folded) == ("elan", "elan")
    update_record(team, {"name": "Ångström"}, actor=SYSTEM)
    assert (stored(team), team.name_folded) == ("angstrom", "angstrom")


def test_it_follows_the_names_of_many_rows():
    teams = create_records([Team(name=f"Équipe {number}") for number in range(3)], actor=SYSTEM)
    assert [stored(team) for team in teams] == ["equipe 0", "equipe 1", "equipe 2"]
    written, _refused = update_records([(team, {"name": f"Øst {team.name[-1]}"}) for team in teams], actor=SYSTEM)
    assert [(stored(team), team.name_folded) for team in written] == [(f"ost {n}", f"ost {n}") for n in range(3)]


def test_it_follows_a_name_that_is_put_back():
    team = create_record(Team(name="Élan"), actor=SYSTEM)
    update_record(team, {"name": "Zürich"}, actor=SYSTEM)
    revert_entry(AuditEntry.objects.of(team)[0], actor=SYSTEM)
    assert stored(team) == "elan"
    team.refresh_from_db()
    delete_record(team, actor=SYSTEM)
    revert_entry(AuditEntry.objects.of(Team(pk=AuditEntry.objects.latest("id").key))[0], actor=SYSTEM)
    assert Team.objects.get(name="Élan").name_folded == "elan"


def test_it_is_nothing_for_the_log_or_a_refusal():
    team = create_record(Team(name="Élan"), actor=SYSTEM)
    update_record(team, {"name": "Zürich"}, actor=SYSTEM)
    with pytest.raises(Conflict) as caught:
        update_record(team, {"name": "Basel"}, actor=SYSTEM, expected_version=1)
    assert caught.value.details["current"] == {"name": "Zürich"}
    assert [set(entry.changes) for entry in AuditEntry.objects.of(team)] == [{"name"}, {"name"}]


def test_it_fits_its_column_however_much_longer_the_folded_text_is():
    team = create_record(Team(name="\ufdfa" * 80), actor=SYSTEM)  # one letter that folds to eighteen
    assert len(stored(team)) == 200
