"""What the web server calls."""

import multiprocessing
import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from leitstand.site.orphans import leave_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitstand.site.settings")
application = get_wsgi_application()


def worker() -> WSGIHandler:
    """The same for a worker of our web server, because Granian's workers outlive a killed Granian."""
    if parent := multiprocessing.parent_process():
        leave_with(parent.pid or 0)
    return application
