"""Every address of the program, a verb a line."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from leitstand.site import connecting, reporting, views, wizard

urlpatterns = [
    path("", views.desk, name="desk"),
    path("language", set_language, name="language"),
    path("welcome/", wizard.welcome, name="welcome"),
    path("welcome/language", wizard.language, name="welcome_language"),
    path("welcome/organization", wizard.organization, name="welcome_organization"),
    path("welcome/watch", wizard.watch, name="welcome_watch"),
    path("welcome/source", wizard.source, name="welcome_source"),
    path("welcome/networks", wizard.networks, name="welcome_networks"),
    path("welcome/sample", wizard.sample, name="welcome_sample"),
    path("welcome/first", wizard.first, name="welcome_first"),
    path("listen/", include("leitstand.listen.urls")),
    path("public/", include("leitstand.listen.public.urls")),
    path("public/", include("leitstand.decide.deciding.public_urls")),
    path("speak/", include("leitstand.speak.urls")),
    path("learn/", include("leitstand.learn.urls")),
    path("decide/", include("leitstand.decide.urls")),
    path("people/accounts/connect/<str:network>", connecting.connect, name="connect"),
    path("people/accounts/signed-in", connecting.signed_in, name="signed_in"),
    path("people/", include("leitstand.people.urls")),
    path("account/", include("allauth.urls")),
]

reporting.hand_in()
