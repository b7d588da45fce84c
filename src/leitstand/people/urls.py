"""Addresses of the verb people."""

from __future__ import annotations

from django.urls import path

from leitstand.people import accounts, views

app_name = "people"
urlpatterns = [
    path("me", views.me, name="me"),
    path("organization", views.organization, name="organization"),
    path("members", views.members, name="members"),
    path("members/<int:membership_id>/role", views.change_role, name="change_role"),
    path("members/<int:membership_id>/remove", views.remove_member, name="remove_member"),
    path("invitations/<int:invitation_id>/end", views.take_back, name="take_back"),
    path("join/<str:token>", views.join, name="join"),
    path("switch", views.switch, name="switch"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/<int:account_id>/hold", accounts.hold, name="hold_account"),
    path("accounts/<int:account_id>/resume", accounts.resume, name="resume_account"),
    path("accounts/<int:account_id>/disconnect", accounts.disconnect, name="disconnect"),
    path("demo/remove", views.remove_demo, name="remove_demo"),
]
