"""The article's service: its middleware, its `login_required` with the whole way back, and a page that names the user."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benches" / "django")]

import django
from django.conf import settings
from django.core.management import call_command

settings.configure(
    SECRET_KEY=os.environ["JWT_SIGNING_KEY"],
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE_URL"]}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework_simplejwt"],
    MIDDLEWARE=["jwtauthmiddleware.JWTAuthenticationMiddleware"],
    ROOT_URLCONF=__name__,
    SIMPLE_JWT={"ALGORITHM": "HS512", "SIGNING_KEY": os.environ["JWT_SIGNING_KEY"]},
    LOGIN_URL=os.environ["LOGIN_URL"],
    DOMAIN=os.environ["OWN_URL"],
    USE_TZ=True,
)
django.setup()

from browser.django.serving import serve

from django.contrib.auth import views
from django.contrib.auth.decorators import login_required
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path
from django.utils.html import escape


def redirect_to_login(next, login_url=None, redirect_field_name="next"):
    """The way back is absolute, which is what the article patches Django for."""
    target = urlsplit(settings.LOGIN_URL)
    query = QueryDict(target.query, mutable=True)
    # Where the login page is on another host, Django has made the path absolute already.
    query["next"] = next if urlsplit(next).netloc else settings.DOMAIN + next
    return HttpResponseRedirect(target._replace(query=query.urlencode(safe="/")).geturl())


views.redirect_to_login = redirect_to_login


@login_required
def home(request):
    user = request.user
    return HttpResponse(
        f"<!doctype html><title>Django</title><h1>Hello, {escape(user.first_name)}</h1><p id=username>{escape(user.username)}"
        f"<p id=email>{escape(user.email)}"
    )


urlpatterns = [path("home", home)]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    serve(WSGIHandler())
