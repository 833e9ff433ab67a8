"""Part 2 of the article: the user of a request comes from the token in its cookie, and all of the row is saved each time."""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.utils.functional import SimpleLazyObject
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

ACCESS_COOKIE = "org.breakthesystem.jwt.access"
REFRESH_COOKIE = "org.breakthesystem.jwt.refresh"

REQUIRED = {"email": "user_email", "is_staff": "user_is_staff", "is_superuser": "user_is_superuser"}
OPTIONAL = {"first_name": "user_first_name", "last_name": "user_last_name"}


class JWTAuthenticationMiddleware(AuthenticationMiddleware):
    def process_request(self, request):
        request.user = SimpleLazyObject(lambda: user_of(request))


def user_of(request):
    # Models cannot be imported before Django is ready.
    from django.contrib.auth.models import AnonymousUser, User

    access = request.COOKIES.get(ACCESS_COOKIE)
    refresh = request.COOKIES.get(REFRESH_COOKIE)
    try:
        claims = AccessToken(access).payload
    except TokenError:
        return AnonymousUser()

    username = claims.get("user_uuid")
    required = {field: claims.get(claim) for field, claim in REQUIRED.items()}
    if refresh is None or username is None or None in required.values():
        return AnonymousUser()

    user, _ = User.objects.get_or_create(username=username)
    optional = {field: claims.get(claim) for field, claim in OPTIONAL.items()}
    for field, value in {**required, **optional}.items():
        setattr(user, field, value)
    user.save()
    return user
