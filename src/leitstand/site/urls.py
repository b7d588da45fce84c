"""Every address of the program, a verb a line."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("listen/", include("leitstand.listen.urls")),
    path("speak/", include("leitstand.speak.urls")),
    path("learn/", include("leitstand.learn.urls")),
    path("people/", include("leitstand.people.urls")),
    path("account/", include("allauth.urls")),
]
