import doctest
import importlib
import pkgutil

import pytest

import milepost.scheduling

MODULES = [
    name
    for _finder, name, _is_package in pkgutil.walk_packages(milepost.scheduling.__path__, "milepost.scheduling.")
    if ".tests" not in name
]


@pytest.mark.parametrize("name", MODULES)
def test_it_does_what_its_docstrings_show(name):
    assert not doctest.testmod(importlib.import_module(name)).failed


def test_the_door_shows_something():
    assert doctest.testmod(importlib.import_module("milepost.scheduling.public")).attempted > 5
