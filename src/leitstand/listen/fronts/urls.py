"""Addresses of the front page's order."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.listen.fronts import views

urlpatterns: list[URLPattern] = [
    path("stories/order", views.order, name="order"),
    path("stories/order/weights", views.weigh, name="weigh"),
    path("stories/order/owners", views.own, name="own"),
    path("stories/order/owners/<int:id>/remove", views.disown, name="disown"),
    path("stories/order/public", views.publish, name="publish"),
]
