"""Addresses of the verb listen."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from leitstand.listen import views
from leitstand.listen.public import views as public

app_name = "listen"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="listen:stories"), name="listen"),
    path("stories", views.stories, name="stories"),
    path("stories/<int:id>", views.story, name="story"),
    path("stories.json", public.our_stories_json, name="stories_json"),
    path("stories/<int:id>.json", public.our_story_json, name="story_json"),
    path("", include("leitstand.listen.fronts.urls")),
    path("", include("leitstand.listen.explorer.urls")),
    path("", include("leitstand.listen.voices.urls")),
    path("", include("leitstand.listen.archiving.urls")),
    path("", include("leitstand.listen.judging.urls")),
    path("", include("leitstand.listen.editing.urls")),
    path("", include("leitstand.listen.webmentions.urls")),
    path("mentions/<int:id>", views.mention, name="mention"),
    path("", include("leitstand.listen.alarms.urls")),
    path("watches", views.watches, name="watches"),
    path("watches/<int:id>/switch", views.switch_watch, name="switch-watch"),
    path("watches/<int:id>/remove", views.remove_watch, name="remove-watch"),
    path("sources", views.sources, name="sources"),
    path("sources/add", views.add_source, name="add-source"),
    path("sources/<int:id>", views.source, name="source"),
    re_path(
        r"^sources/(?P<id>[0-9]+)/(?P<act>ask|pause|resume|remove)$",
        views.change_source,
        name="change-source",
    ),
]
