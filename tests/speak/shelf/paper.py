"""A network made of paper: its server is a dictionary, its faults are written down beforehand."""

from __future__ import annotations

from leitstand.vocabulary.network import Connection, Limits, Offer
from leitstand.vocabulary.post import Actor, Receipt


class Paper:
    """Takes what it is given; `faults` come one a call, after or before the post has arrived."""

    name = "paper"
    title = "Paper"
    offers = Offer.PUBLISH | Offer.REPLY | Offer.DELETE | Offer.OUTCOME
    needs = ()
    federated = True

    def __init__(self):
        self.clear()

    def clear(self):
        self.posts, self.calls, self.faults, self.sticky, self.counts = {}, [], [], False, {}

    def connect(self, wire, given):
        self.calls.append("connect")
        if given.get("token") == "revoked":
            from leitstand.vocabulary.errors import Reconnect

            raise Reconnect("The permission ended.")
        return Connection(server="https://paper.example", headers={"a": "new"}, actor=Actor(id="us"))

    def limits(self, wire):
        return Limits(characters=300)

    def length(self, content):
        return len(content)

    def publish(self, wire, note, *, key):
        self.calls.append("publish")
        arrived, error = self.faults.pop(0) if self.faults else (True, None)
        if arrived:
            self.posts[f"{key}-{len(self.posts)}"] = note
        if error:
            raise error
        return self._receipt(key, note)

    def look(self, wire, note, *, key):
        self.calls.append("look")
        return next((self._receipt(key, n) for n in self.posts.values() if n.content == note.content), None)

    def delete(self, wire, id):
        self.calls.append("delete")
        arrived, error = self.faults.pop(0) if self.faults else (True, None)
        if arrived and not self.sticky:
            self.posts.clear()
        if error:
            raise error

    def visible(self, wire, receipt):
        self.calls.append("visible")
        _arrived, error = self.faults.pop(0) if self.faults else (True, None)
        if error:
            raise error
        return bool(self.posts)

    def outcome(self, wire, id):
        _arrived, error = self.faults.pop(0) if self.faults else (True, None)
        if error:
            raise error
        return self.counts

    def _receipt(self, key, note):
        return Receipt(id=key, url=f"https://paper.example/{key}", published=note.published)


NETWORK = Paper()
