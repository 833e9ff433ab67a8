from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import path


@login_required
def home(request):
    return HttpResponse(request.user.username, content_type="text/plain")


urlpatterns = [path("home", home)]
