import pytest

from interop.django_users.database import KINDS
from interop.django_users.service import running
from interop.django_users.site import add_columns, site_on
from interop.keys import hs512


@pytest.fixture(scope="module")
def keys():
    return hs512()


@pytest.fixture(scope="module", params=KINDS)
def database(request, tmp_path_factory):
    """A database that Django has migrated, and the columns that the module's service needs beyond it."""
    with KINDS[request.param](tmp_path_factory.mktemp("database")) as database, site_on(database):
        for name in getattr(request.module, "ADDITIVE", ()):
            add_columns(database.additive_sql(name))
        yield database


@pytest.fixture(scope="module")
def service(request, database, keys, tmp_path_factory):
    """A service with the model of the module."""
    with running(database, keys, request.module.MODEL, tmp_path_factory.mktemp("service")) as service:
        yield service
