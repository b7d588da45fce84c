"""Every read of hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from leitstand.speak.models import Hook, Message

if TYPE_CHECKING:
    from leitstand.people.models import Organization


def hooks(organization: Organization) -> list[Hook]:
    """All hooks of an organisation, the oldest first."""
    return list(Hook.objects.filter(organization=organization).select_related("by").order_by("pk"))


def hook(organization: Organization, pk: int) -> Hook:
    """One of them; Http404 when it is not ours."""
    found: Hook = get_object_or_404(Hook, pk=pk, organization=organization)
    return found


def messages(hook: Hook, most: int = 20) -> list[Message]:
    """The latest that it was or will be told, the newest first."""
    return list(hook.messages.order_by("-pk")[:most])
