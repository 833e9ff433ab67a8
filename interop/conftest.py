import pytest

from interop import article_auth, keys as key_kinds
from interop.service import Service


@pytest.fixture(scope="session", params=key_kinds.KINDS)
def keys(request, tmp_path_factory):
    """The keys of one algorithm."""
    return key_kinds.KINDS[request.param](tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def service(keys, tmp_path_factory):
    """A service that trusts `keys`."""
    service = Service(tmp_path_factory.mktemp("service"), **keys.service)
    yield service
    assert service.stop() == 0, service.output()
    assert keys.secret not in service.output()


@pytest.fixture(autouse=True)
def signing(request):
    """Signs with `keys` wherever a test uses them."""
    if "keys" not in request.fixturenames:
        yield
        return
    with article_auth.signing_with(request.getfixturevalue("keys")):
        yield
