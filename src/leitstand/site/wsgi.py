"""What the web server calls."""

import multiprocessing
import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from leitstand.site import gate
from leitstand.site.orphans import leave_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitstand.site.settings")
application = get_wsgi_application()

from leitstand.site import work  # noqa: E402  # its tables need what was loaded in the line above


def worker() -> WSGIHandler:
    """The same for a worker of our web server, because Granian's workers outlive a killed Granian.

    Every page is loaded before the gate is asked, while the database is still being prepared beside us.
    """
    if parent := multiprocessing.parent_process():
        leave_with(parent.pid or 0)
    get_resolver().url_patterns  # noqa: B018  # asked, so that it is loaded
    gate.wait()
    work.beat_beside(work.WEB)
    return application
