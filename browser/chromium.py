"""One headless Chromium, and what its visitor does and sees."""

import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

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
    # Nothing but loopback is ever looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
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
        options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
        log = str(folder / "chromedriver.log")
        self._driver = webdriver.Chrome(options, Service(executable_path=CHROMEDRIVER, log_output=log))
        self._driver.set_page_load_timeout(PAGE_SECONDS)

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
        for name, value in fields.items():
            field = self._driver.find_element(By.NAME, name)
            field.clear()
            field.send_keys(value)

    def submit(self):
        """Presses the only button of the page."""
        [button] = self._driver.find_elements(By.TAG_NAME, "button")
        self._leave_by(button)

    def follow(self, selector):
        """Follows the one link that matches."""
        [link] = self._driver.find_elements(By.CSS_SELECTOR, selector)
        self._leave_by(link)

    def _leave_by(self, element):
        page = self._driver.find_element(By.TAG_NAME, "html")
        element.click()
        wait = WebDriverWait(self._driver, PAGE_SECONDS)
        wait.until(lambda driver: driver.find_element(By.TAG_NAME, "html") != page)
        wait.until(lambda driver: driver.execute_script("return document.readyState") == "complete")

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

    def screenshot(self, name):
        """Kept where SCREENSHOTS says, if it says anything."""
        if folder := os.environ.get("SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._driver.save_screenshot(str(Path(folder) / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png"))


def _visit(response):
    return response["status"], response["url"].partition("?")[0]
