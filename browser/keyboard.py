"""A visitor without a mouse."""

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

# On no page does a person have to press Tab more often.
MOST_TABS = 60


class Keyboard:
    """Of a browser, which knows how it leaves a page."""

    def __init__(self, driver, leaving):
        self._driver = driver
        self._leaving = leaving

    def type(self, text):
        """Wherever the focus is."""
        ActionChains(self._driver).send_keys(text).perform()

    def tab_to(self, selector):
        """Presses Tab until the focus is there. On its way it can always be seen."""
        for _ in range(MOST_TABS):
            self.type(Keys.TAB)
            focus = self._driver.switch_to.active_element
            assert focus.value_of_css_property("outline-style") != "none", focus.tag_name
            if self._driver.execute_script("return arguments[0].matches(arguments[1])", focus, selector):
                return
        raise AssertionError(f"the keyboard does not lead to {selector}")

    def enter(self):
        """Presses Enter, which leads to another page."""
        with self._leaving():
            self.type(Keys.ENTER)
