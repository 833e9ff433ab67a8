"""The steps that several tests share."""

from uuid import uuid4

from browser.demo import Credentials

ACCESS = "org.breakthesystem.jwt.access"
REFRESH = "org.breakthesystem.jwt.refresh"
PAGE = "/home/user/daniel"
PASSWORD = "eight or more letters"


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
    sign_in_as(browser, demo.daniel)


def sign_in_as(browser, somebody):
    """On the login page."""
    browser.fill_in(email=somebody.email, password=somebody.password)
    browser.submit()


def register(browser, demo, first_name="Zoë", email=None):
    """From the page that requires sign-in, and back to it, as somebody new."""
    new = Credentials(email or f"{uuid4().hex[:12]}@example.org", PASSWORD)
    open_page(browser, demo)
    browser.follow("a[href^='/register']")
    names = {"first_name": first_name, "last_name": "Müller", "email": new.email}
    browser.fill_in(**names, password=new.password, password_again=new.password)
    browser.submit()
    on_page(browser, demo)
    assert browser.heading == f"Hello, {first_name}"
    return new


def let_token_end(browser):
    """As five minutes do: a browser drops the cookie together with its token."""
    browser.forget_cookie(ACCESS)


def open_admin_page(browser, demo):
    """As the superuser whom the demo brings along."""
    browser.open(f"{demo.auth}/admin")
    sign_in_as(browser, demo.superuser)
    assert browser.heading == "All accounts"


def give_rights(browser, demo, somebody, **rights):
    """On the admin page, as the superuser whom the demo brings along. A right that is not named stays as it is."""
    ask_for_rights(browser, somebody, **rights)
    confirm(browser, demo.superuser)
    assert "The change is saved." in browser.text


def ask_for_rights(browser, somebody, **rights):
    """On the admin page, up to the page that asks for the password."""
    browser.send("form[role=search]", email=somebody.email)
    browser.send("form[action^='/admin/']", **rights)
    assert browser.heading == "Change of rights"


def confirm(browser, superuser):
    browser.fill_in(current_password=superuser.password)
    browser.submit()


def whoami(browser, site):
    """Whom a page of the service is signed in as, and why not."""
    browser.open(f"{site.app}/")
    return browser.run("return await (await fetch('/whoami')).json()")
