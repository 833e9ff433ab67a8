"""The steps that several tests share."""

ACCESS = "org.breakthesystem.jwt.access"
REFRESH = "org.breakthesystem.jwt.refresh"
PAGE = "/home/user/daniel"


def open_page(browser, demo):
    browser.open(demo.service + PAGE)


def on_page(browser, demo):
    assert browser.url == demo.service + PAGE, browser.text


def at_login(browser, demo):
    assert browser.url.startswith(demo.auth), browser.url
    assert browser.path == "/login"
    assert browser.has("input[name=email]") and browser.has("input[name=password]")


def sign_in(browser, demo):
    """On the login page, as the person whom the demo brings along."""
    browser.fill_in(email=demo.daniel.email, password=demo.daniel.password)
    browser.submit()


def whoami(browser, site):
    """Whom a page of the service is signed in as, and why not."""
    browser.open(f"{site.app}/")
    return browser.run("return await (await fetch('/whoami')).json()")
