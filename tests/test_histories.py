"""Every audited record has a history that somebody may read, or a reason why only readers of the whole log do."""

import pytest
from django.apps import apps

from milepost.audit.public import Record, histories

FOR_READERS_OF_THE_LOG: dict[str, str] = {}


def kinds() -> list[str]:
    return [model.audit_kind() for model in apps.get_models() if issubclass(model, Record)]


@pytest.mark.parametrize("kind", kinds())
def test_it_says_who_may_read_the_history(kind):
    assert (histories.get(kind) is not None) != (kind in FOR_READERS_OF_THE_LOG), (
        f"register a History for {kind} (docs/audit.md)"
    )


def test_it_registers_no_history_of_a_kind_that_is_gone():
    assert set(histories.keys()) <= set(kinds())
    assert set(FOR_READERS_OF_THE_LOG) <= set(kinds())
