"""What a WSGI server calls: `application`, or `worker` from the web server of `leitstand up`."""

from __future__ import annotations

import multiprocessing
import os
from typing import TYPE_CHECKING

import django
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

from leitstand.site import gate
from leitstand.site.orphans import leave_with

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitstand.site.settings")


def worker() -> WSGIHandler:
    """The application for a worker of our web server, because Granian's workers outlive a killed Granian.

    All code is loaded before the gate is asked, while the home is still being prepared beside us; the
    application itself comes after it, because it counts the files to be served when it is made.
    """
    if parent := multiprocessing.parent_process():
        leave_with(parent.pid or 0)
    django.setup()
    get_resolver().url_patterns  # noqa: B018  # asked, so that the pages are loaded
    gate.wait()
    application = get_wsgi_application()
    import_string("leitstand.site.work.beat_beside")("web")
    return application


def __getattr__(name: str) -> WSGIHandler:
    """`application` for other servers, made when they ask for it: `worker` must not make it too early."""
    if name != "application":
        raise AttributeError(name)
    return get_wsgi_application()
