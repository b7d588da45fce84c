"""A network made of paper whose media are worked on step by step before anything is public."""

from __future__ import annotations

import json
from datetime import timedelta

from leitstand.vocabulary.network import Offer, Prepared
from leitstand.vocabulary.post import Receipt


class Darkroom:
    """Takes a picture a call, then works on it for 30 s; `faults` come one a call, after it has arrived."""

    name = "darkroom"
    title = "Darkroom"
    offers = Offer.PUBLISH | Offer.REPLY | Offer.DELETE | Offer.PICTURES | Offer.PREPARE
    needs = ()
    federated = True
    pictures = 3

    def __init__(self):
        self.clear()

    def clear(self):
        self.calls, self.faults, self.posts, self.uploads, self.unready = [], [], {}, 0, 0

    def connect(self, wire, given):
        from leitstand.vocabulary.network import Connection
        from leitstand.vocabulary.post import Actor

        return Connection(server="https://paper.example", headers={"a": "new"}, actor=Actor(id="us"))

    def length(self, content):
        return len(content)

    def prepare(self, wire, note, *, key):
        state = json.loads(note.prepared or '{"up": 0, "ready": false}')
        self.calls.append(f"prepare {state['up']}")
        self._fault()
        if state["up"] < self.pictures:
            self.uploads += 1
            state["up"] += 1
            wait = timedelta(0) if state["up"] < self.pictures else timedelta(seconds=30)
        else:
            state["ready"], wait = True, None
        return Prepared(state=json.dumps(state), wait=wait)

    def publish(self, wire, note, *, key):
        self.calls.append("publish")
        self.unready += not json.loads(note.prepared or "{}").get("ready")
        self.posts[f"{key}-{len(self.posts)}"] = note
        self._fault()
        return Receipt(id=key, url=f"https://paper.example/{key}", published=note.published)

    def look(self, wire, note, *, key):
        self.calls.append("look")
        there = any(one.content == note.content for one in self.posts.values())
        url = f"https://paper.example/{key}"
        return Receipt(id=key, url=url, published=note.published) if there else None

    def _fault(self):
        error = self.faults.pop(0) if self.faults else None
        if error:
            raise error


NETWORK = Darkroom()
