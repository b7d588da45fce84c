"""Addresses that need nobody to be signed in; they answer only where an organisation switched its page on."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.listen.public import views
from leitstand.listen.webmentions import views as webmentions

app_name = "public"
urlpatterns: list[URLPattern] = [
    path("webmention", webmentions.receive, name="webmention"),
    path("<slug:slug>/stories", views.stories, name="stories"),
    path("<slug:slug>/stories.atom", views.feed, name="feed"),
    path("<slug:slug>/stories.json", views.stories_json, name="stories_json"),
    path("<slug:slug>/stories/<int:id>", views.story, name="story"),
    path("<slug:slug>/stories/<int:id>.json", views.story_json, name="story_json"),
]
