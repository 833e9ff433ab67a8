"""What a browser sends for a form of a page if its visitor changes nothing."""

from html.parser import HTMLParser


def filled_in(page, form_id):
    form = Form(form_id)
    form.feed(page)
    assert form.fields, "no such form"
    return form.fields


class Form(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.fields = {}
        self._id = form_id
        self._inside = False
        self._select = None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self._inside = attributes.get("id") == self._id
        elif self._inside and tag == "select":
            self._select = attributes.get("name")
        elif self._inside and tag == "option" and self._select and "selected" in attributes:
            self.fields.setdefault(self._select, []).append(attributes["value"])
        elif self._inside and tag == "input" and is_sent(attributes):
            self.fields[attributes["name"]] = attributes.get("value", "on" if "checked" in attributes else "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False


def is_sent(attributes):
    if "name" not in attributes or attributes.get("type") in ("submit", "button"):
        return False
    return attributes.get("type") != "checkbox" or "checked" in attributes
