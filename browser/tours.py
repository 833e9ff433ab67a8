"""All pages, each as somebody comes to it. Every tour is a generator that names the page that is open."""

from browser.pages import PAGE, ask_for_rights, confirm, let_token_end, open_admin_page, open_page, register

NAMES, EMAIL = (f"form[aria-labelledby={it}]" for it in ("names", "email"))
MADE_UP = "form:has(input[type=number])"


def stranger(browser, demo):
    browser.open(f"{demo.service}/")
    yield "home of a service"
    browser.open(f"{demo.service}/expired")
    yield "expired token, without a token"
    browser.open(f"{demo.service}/form")
    yield "forms"
    browser.press("Send a form to this service")
    yield "form of a stranger"
    browser.open(f"{demo.auth}/")
    yield "home of the Auth service"
    browser.open(f"{demo.auth}/none")
    yield "no such page of the Auth service"
    open_page(browser, demo)
    yield "login"
    browser.fill_in(email=demo.daniel.email, password="not this one")
    browser.submit()
    yield "login, wrong password"
    browser.follow("a[href^='/register']")
    yield "register"
    browser.fill_in(email="tour@example.org", password="one of eight", password_again="another of eight")
    browser.submit()
    yield "register, passwords that differ"


def person(browser, demo):
    somebody = register(browser, demo)
    yield "page that requires sign-in"
    browser.open(f"{demo.service}/")
    yield "home of a service, signed in"
    browser.open(f"{demo.service}/staff")
    yield "staff only"
    browser.open(f"{demo.service}/expired")
    yield "expired token"
    browser.submit()
    yield "form that came too late"
    browser.open(f"{demo.service}/expired/page")
    yield "redirect loop"
    browser.open(f"{demo.second}/form")
    yield "forms of the second service"
    browser.press("Send a form to this service")
    yield "form that is taken"
    browser.open(f"{demo.second}/form")
    browser.press(f"Send a form to {demo.service.removeprefix('http://')}")
    yield "form from elsewhere"
    browser.open(f"{demo.auth}/")
    yield "home of the Auth service, signed in"
    browser.open(f"{demo.auth}/account")
    yield "account"
    browser.send(NAMES, first_name="Zoë")
    yield "account, changed"
    browser.send(EMAIL, email=demo.daniel.email, current_password="not this one")
    yield "account, wrong password"
    browser.open(f"{demo.auth}/admin")
    yield "admin, not a superuser"
    browser.open(f"{demo.auth}/logout")
    yield "logout"
    demo.ban(somebody.email)
    let_token_end(browser)
    open_page(browser, demo)
    yield "banned at a service"
    browser.open(f"{demo.service}/")
    yield "home of a service, banned"


def superuser(browser, demo):
    open_admin_page(browser, demo)
    yield "admin"
    ask_for_rights(browser, demo.daniel, staff=True)
    yield "admin, to be confirmed"
    browser.fill_in(current_password="not this one")
    browser.submit()
    yield "admin, wrong password"
    confirm(browser, demo.superuser)
    yield "admin, changed"
    browser.send("form[role=search]", email="nobody@")
    yield "admin, nobody found"
    ask_for_rights(browser, demo.superuser, superuser=False)
    confirm(browser, demo.superuser)
    yield "admin, the last superuser"
    for room in ("staff", "superuser"):
        browser.open(f"{demo.service}/{room}")
        yield f"{room} room"


def developer(browser, development):
    browser.open(development.service + PAGE)
    yield "development issuer"
    browser.open(f"{development.auth}/dev?next=https://elsewhere.example/")
    yield "development issuer, a next that is not allowed"
    browser.send(MADE_UP, email="no.dot@localhost", user_uuid="with spaces")
    yield "development issuer, problems"
    browser.press("sue@example.org")
    yield "development issuer, signed in"


TOURS = [
    (stranger, "demo"),
    (person, "demo"),
    (superuser, "demo"),
    (developer, "development"),
]
