import pytest

from browser.chromium import Browser
from browser.demo import Demo
from browser.development import Development
from browser.site import Site


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    demo = Demo(tmp_path_factory.mktemp("demo"))
    yield demo
    assert demo.stop() == 0, demo.output()
    assert demo.left_behind() == []


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.stop()


@pytest.fixture(scope="session")
def development(tmp_path_factory):
    development = Development(tmp_path_factory.mktemp("development"))
    yield development
    development.stop()


@pytest.fixture(scope="session")
def shared_browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("browser"))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def other_shared_browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("other-browser"))
    yield browser
    browser.close()


@pytest.fixture
def browser(shared_browser):
    """A browser that knows nobody. One process for all tests, because starting it takes longer than most of them."""
    shared_browser.forget()
    return shared_browser


@pytest.fixture
def other_browser(other_shared_browser):
    """That of somebody else, or of the same person on another computer."""
    other_shared_browser.forget()
    return other_shared_browser
