"""The article's Auth service: Django users, SimpleJWT, two cookies, and `/login?next=`, which renews without a form."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from interop import article_auth  # first: it sets Django up
from browser.django.serving import serve
from interop.service import ACCESS, REFRESH

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse, HttpResponseRedirect
from django.test import override_settings
from django.urls import path
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework_simplejwt.exceptions import TokenError

PERSON = {"email": "grace@example.org", "first_name": "Grace", "last_name": "Hopper"}
FORM = """<!doctype html><title>Sign in</title><h1>Sign in</h1><form method="post">
<input name="next" type="hidden" value="{}"><input name="email"><input name="password" type="password"><button>Sign in</button>
</form>"""


def login(request):
    given = request.POST if request.method == "POST" else request.GET
    next_url = given.get("next", "/")
    hosts = os.environ["ALLOWED_HOSTS"].split(",")
    if not url_has_allowed_host_and_scheme(next_url, allowed_hosts=hosts):
        return HttpResponse("next is not ours", status=400)
    person = by_password(request) if request.method == "POST" else by_refresh_cookie(request)
    if person is None:
        return HttpResponse(FORM.format(escape(next_url)))
    answer = HttpResponseRedirect(next_url)
    for name, value in article_auth.sign_in(person).cookies().items():
        answer.set_cookie(name, value, domain=os.environ["COOKIE_DOMAIN"], httponly=True)
    return answer


def by_password(request):
    person = User.objects.filter(email=request.POST.get("email")).first()
    return person and authenticate(username=person.username, password=request.POST.get("password"))


def by_refresh_cookie(request):
    try:
        # Without a text, SimpleJWT makes a new token.
        token = article_auth.RefreshToken(request.COOKIES.get(REFRESH, "none"))
    except TokenError:
        return None
    return User.objects.get(username=token["user_uuid"])


def logout(_request):
    answer = HttpResponse("<!doctype html><title>Signed out</title><h1>Signed out</h1>")
    for name in (ACCESS, REFRESH):
        answer.delete_cookie(name, domain=os.environ["COOKIE_DOMAIN"])
    return answer


urlpatterns = [path("login", login), path("logout", logout)]


def main():
    keys = SimpleNamespace(django={"ALGORITHM": "HS512", "SIGNING_KEY": os.environ["JWT_SIGNING_KEY"]})
    with article_auth.signing_with(keys), override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"]):
        article_auth.register(**PERSON, password=os.environ["PASSWORD"])
        serve(WSGIHandler())


if __name__ == "__main__":
    main()
