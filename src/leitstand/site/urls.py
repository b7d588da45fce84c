"""Every address of the program, a verb a line."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from leitstand.site import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("language", set_language, name="language"),
    path("listen/", include("leitstand.listen.urls")),
    path("speak/", include("leitstand.speak.urls")),
    path("learn/", include("leitstand.learn.urls")),
    path("people/", include("leitstand.people.urls")),
    path("account/", include("allauth.urls")),
]
