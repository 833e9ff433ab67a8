"""One headless Chromium, and what its visitor does and sees."""

import json
import os
import re
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from browser.keyboard import Keyboard
from interop.needs import need

CHROMIUM = "/usr/bin/chromium"
CHROMEDRIVER = "/usr/bin/chromedriver"
PAGE_SECONDS = 20

SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=900,700",
    # Nothing but loopback is ever looked up. Chromium trusts http://*.localhost as it trusts https; a name that is mapped
    # to loopback gets what plain http gets everywhere.
    "--host-resolver-rules=MAP *.plain.test 127.0.0.1 , MAP * ~NOTFOUND , "
    "EXCLUDE 127.0.0.1 , EXCLUDE localhost , EXCLUDE *.localhost",
]


class Browser:
    """A browser with a profile of its own. To be closed."""

    def __init__(self, folder):
        for program in (CHROMIUM, CHROMEDRIVER):
            need(
                os.access(program, os.X_OK),
                f"no {program}: install Debian's chromium and chromium-driver",
            )
        options = Options()
        options.binary_location = CHROMIUM
        for switch in [*SWITCHES, f"--user-data-dir={folder / 'profile'}"]:
            options.add_argument(switch)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        log = str(folder / "chromedriver.log")
        self._driver = webdriver.Chrome(options, Service(executable_path=CHROMEDRIVER, log_output=log))
        self._driver.set_page_load_timeout(PAGE_SECONDS)
        self._driver.set_script_timeout(PAGE_SECONDS)
        self.keyboard = Keyboard(self._driver, self._leaving)

    def close(self):
        self._driver.quit()

    def open(self, url):
        self._driver.get(url)

    @property
    def url(self):
        return self._driver.current_url

    @property
    def path(self):
        return urlsplit(self.url).path

    @property
    def text(self):
        """What a person reads on the page."""
        return self._driver.find_element(By.TAG_NAME, "body").text

    @property
    def heading(self):
        return self._driver.find_element(By.TAG_NAME, "h1").text

    def has(self, selector):
        return bool(self._driver.find_elements(By.CSS_SELECTOR, selector))

    def fill_in(self, **fields):
        _fill_in(self._driver, fields)

    def submit(self):
        """Presses the only button of the page."""
        [button] = self._driver.find_elements(By.TAG_NAME, "button")
        self._leave_by(button)

    def press(self, text):
        """Presses the one button with this text."""
        buttons = self._driver.find_elements(By.TAG_NAME, "button")
        [button] = [button for button in buttons if button.text == text]
        self._leave_by(button)

    def send(self, selector, **fields):
        """Fills in the one form that matches, where there are several, and presses its button."""
        [form] = self._driver.find_elements(By.CSS_SELECTOR, selector)
        _fill_in(form, fields)
        self._leave_by(form.find_element(By.TAG_NAME, "button"))

    def follow(self, selector):
        """Follows the one link that matches."""
        [link] = self._driver.find_elements(By.CSS_SELECTOR, selector)
        self._leave_by(link)

    def _leave_by(self, element):
        with self._leaving():
            element.click()

    @contextmanager
    def _leaving(self):
        """Waits for another page than the one that is open."""
        page = self._driver.find_element(By.TAG_NAME, "html")
        yield
        wait = WebDriverWait(self._driver, PAGE_SECONDS)
        wait.until(lambda driver: driver.find_element(By.TAG_NAME, "html") != page)
        wait.until(lambda driver: driver.execute_script("return document.readyState") == "complete")

    def run(self, script, *arguments):
        """What a script returns that runs on the page and may wait."""
        outcome = self._driver.execute_async_script(
            f"""const done = arguments[arguments.length - 1];
            (async (...given) => {{ {script} }})(...arguments)
                .then(value => done({{value}}), error => done({{error: String(error)}}));""",
            *arguments,
        )
        assert "error" not in outcome, outcome
        return outcome.get("value")

    def leave(self, script, *arguments):
        """Runs a script that goes to another page, and waits for that page."""
        with self._leaving():
            self._driver.execute_script(script, *arguments)

    def close_other_tabs(self):
        here = self._driver.current_window_handle
        for tab in set(self._driver.window_handles) - {here}:
            self._driver.switch_to.window(tab)
            self._driver.close()
        self._driver.switch_to.window(here)

    def in_frame(self, script):
        """What a script returns in the only frame of the page."""
        self._driver.switch_to.frame(0)
        try:
            return self._driver.execute_script(script)
        finally:
            self._driver.switch_to.default_content()

    def reload(self):
        """What a posted form led to is posted again; with a driver, Chromium does not ask whether it should be."""
        self._driver.refresh()

    @contextmanager
    def new_tab(self, selector):
        """What happens in the tab that the one matching link opens, until it is closed."""
        here, before = self._driver.current_window_handle, self._driver.window_handles
        [link] = self._driver.find_elements(By.CSS_SELECTOR, selector)
        link.click()
        wait = WebDriverWait(self._driver, PAGE_SECONDS)
        [tab] = wait.until(lambda driver: set(driver.window_handles) - set(before))
        self._driver.switch_to.window(tab)
        try:
            wait.until(lambda driver: driver.execute_script("return document.readyState") == "complete")
            yield
        finally:
            self._driver.close()
            self._driver.switch_to.window(here)

    def cookies(self):
        """All cookies of the host, those included that no script can read."""
        return {cookie["name"]: cookie for cookie in self._driver.get_cookies()}

    def cookies_for_scripts(self):
        return self._driver.execute_script("return document.cookie")

    def forget_cookie(self, name):
        self._driver.delete_cookie(name)
        assert name not in self.cookies()

    def set_cookie(self, name, value):
        self._driver.add_cookie({"name": name, "value": value, "path": "/"})

    def keep_cookie(self, name, value, url, **attributes):
        """Puts a cookie into the browser, whatever page is open; for one host, unless a `domain` is given."""
        cookie = {"name": name, "value": value, "url": url, "path": "/", "httpOnly": True, **attributes}
        assert self._driver.execute_cdp_cmd("Network.setCookie", cookie)["success"], name

    def cookies_of(self, url):
        """The values by name of what would be sent there."""
        cookies = self._driver.execute_cdp_cmd("Network.getCookies", {"urls": [url]})["cookies"]
        return {cookie["name"]: cookie["value"] for cookie in cookies}

    def forget(self):
        """All cookies of all hosts, the cache, the page and the logs."""
        self._driver.get("about:blank")
        self._driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self._driver.execute_cdp_cmd("Network.clearBrowserCache", {})
        self.errors()
        self.visits()

    def errors(self):
        """What the console has shown as an error since the last call."""
        entries = self._driver.get_log("browser")
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    @contextmanager
    def screen(self, width, height, scheme):
        """A screen of this size that prefers `light` or `dark`, without scrollbars."""
        self._driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
        try:
            yield
        finally:
            self._driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": False})
            self._driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
            self._driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def visits(self):
        """The pages asked for since the last call, in order, redirects included: status and URL without query."""
        found = []
        for entry in self._driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            event = message["params"]
            if event.get("type") != "Document":
                continue
            if message["method"] == "Network.requestWillBeSent" and "redirectResponse" in event:
                found.append(_visit(event["redirectResponse"]))
            elif message["method"] == "Network.responseReceived":
                found.append(_visit(event["response"]))
        return found

    def picture(self):
        """What is on the screen, as PNG in base64."""
        return self._driver.get_screenshot_as_base64()

    def png(self):
        """The same as bytes."""
        return self._driver.get_screenshot_as_png()

    def screenshot(self, name):
        """Kept where SCREENSHOTS says, if it says anything."""
        if folder := os.environ.get("SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._driver.save_screenshot(str(Path(folder) / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png"))


def _fill_in(place, fields):
    """Boxes are ticked or not, everything else is typed."""
    for name, value in fields.items():
        field = place.find_element(By.CSS_SELECTOR, f"[name={name}]:not([type=hidden])")
        if isinstance(value, bool):
            if field.is_selected() != value:
                field.click()
        else:
            field.clear()
            field.send_keys(value)


def _visit(response):
    return response["status"], response["url"].partition("?")[0]
