"""Properties are judged by what they say, never by how fast a busy machine says it."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
