import pytest


@pytest.fixture(autouse=True)
def _own_api(settings):
    settings.ROOT_URLCONF = "milepost.apikit.tests.urls"
