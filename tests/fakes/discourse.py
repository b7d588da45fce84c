"""A fake of a Discourse forum, written from its API documentation; no package registry has the server."""

from __future__ import annotations

from typing import ClassVar

from tests.fakes import Ask, Fake, Say


class Discourse(Fake):
    """A forum with one category; our user is called leitstand."""

    host = "https://forum.auenried.example"
    given: ClassVar = {
        "address": "forum.auenried.example",
        "user": "leitstand",
        "category": "5",
        "key": "access-1",
    }
    routes = (
        ("GET", "/session/current.json", "current"),
        ("GET", "/c/5/show.json", "category"),
        ("GET", "/site/basic-info.json", "open_info"),
        ("GET", "/posts.json", "open_latest"),
        ("POST", "/posts.json", "create"),
        ("POST", "/uploads.json", "upload"),
        ("GET", "/posts/(\\d+).json", "open_one"),
        ("DELETE", "/posts/(\\d+).json", "remove"),
        ("GET", "/t/external_id/([\\w-]+).json", "open_external"),
        ("GET", "/t/(\\d+).json", "open_topic"),
        ("DELETE", "/t/(\\d+).json", "remove_topic"),
        ("GET", "/notifications.json", "notifications"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[int, dict] = {}
        self.topics: dict[int, dict] = {}
        self.held = False
        self.topic("Willkommen", "")
        self.put("Willkommen im Forum.", "staff", 1)

    def public(self) -> list[str]:
        return [
            p["raw"] for p in self.posts.values() if p["username"] == "leitstand" and not p["user_deleted"]
        ]

    def signed(self, ask: Ask) -> bool:
        return (ask.headers.get("api-key"), ask.headers.get("api-username")) == (self.token, "leitstand")

    def refuse(self, ask: Ask) -> Say | None:
        if not self.signed(ask) or self.trouble in ("expired", "revoked"):
            said = "The API key used for this request is invalid, was revoked, or does not match the user."
            return Say({"errors": [said], "error_type": "invalid_access"}, 403)
        if self.trouble == "scope" and ask.method != "GET":
            said = "You are not permitted to view the requested resource."
            return Say({"errors": [said], "error_type": "invalid_access"}, 403)
        if self.trouble == "slow":
            return self.slow()
        return None

    def slow(self) -> Say:
        said = {"errors": ["You have performed this action too many times."], "error_type": "rate_limit"}
        return Say(said | {"extras": {"wait_seconds": 12}}, 429, {"Retry-After": "12"})

    def answer(self, ask: Ask) -> Say:
        """A key that is no good is refused wherever it is sent; reading needs none."""
        if ask.headers.get("api-key") and (no := self.refuse(ask)):
            self.heard.append(ask)
            return no
        return super().answer(ask)

    def current(self, ask: Ask) -> Say:
        return Say({"current_user": {"id": 2, "username": "leitstand", "name": "Pressestelle"}})

    def category(self, ask: Ask) -> Say:
        return Say({"category": {"id": 5, "name": "Neues", "slug": "neues"}})

    def open_info(self, ask: Ask) -> Say:
        return Say({"title": "Forum Auenried", "apple_touch_icon_url": "x", "description": ""})

    def open_latest(self, ask: Ask) -> Say:
        before = int(ask.query.get("before", 10**9))
        found = [p for id, p in self.posts.items() if id <= before and not p["user_deleted"]]
        return Say({"latest_posts": found[::-1][:50]})

    def upload(self, ask: Ask) -> Say:
        assert (ask.form["type"], ask.files["file"][1][:1]) == ("composer", b"\x89")
        return Say({"id": 1, "short_url": f"upload://{self.next()}.png", "original_filename": "picture.png"})

    def create(self, ask: Ask) -> Say:
        said = ask.form
        if self.held:
            return Say({"success": True, "action": "enqueued", "pending_count": 1})
        if "title" in said:
            if any(t["external_id"] == said["external_id"] for t in self.topics.values()):
                return Say({"action": "create_post", "errors": ["External has already been taken"]}, 422)
            assert said["category"] == 5
            topic = self.topic(said["title"], said["external_id"])
        else:
            topic = said["topic_id"]
        return Say(self.put(said["raw"], "leitstand", topic, said.get("reply_to_post_number")))

    def topic(self, title: str, external: str) -> int:
        """A new topic; its number."""
        number = len(self.topics) + 1
        self.topics[number] = {"id": number, "title": title, "slug": "thema", "external_id": external}
        return number

    def put(self, words: str, who: str, topic: int, to: int | None = None) -> dict:
        """Somebody writes something."""
        id, at = int(self.next()), self.now.isoformat().replace("+00:00", ".000Z")
        number = 1 + sum(p["topic_id"] == topic for p in self.posts.values())
        self.posts[id] = {
            "id": id,
            "username": who,
            "name": who.title(),
            "raw": words,
            "cooked": f"<p>{words}</p>",
            "created_at": at,
            "updated_at": at,
            "version": 1,
            "post_number": number,
            "reply_to_post_number": to,
            "reply_count": 0,
            "topic_id": topic,
            "topic_slug": self.topics[topic]["slug"],
            "topic_title": self.topics[topic]["title"],
            "user_deleted": False,
            "actions_summary": [{"id": 2, "count": 3}],
        }
        return self.posts[id]

    def open_one(self, ask: Ask, id: str) -> Say:
        return Say(self.posts[int(id)]) if int(id) in self.posts else self.missing()

    def open_external(self, ask: Ask, external: str) -> Say:
        for number, topic in self.topics.items():
            if topic["external_id"] == external:
                return self.open_topic(ask, str(number))
        return self.missing()

    def open_topic(self, ask: Ask, number: str) -> Say:
        topic = self.topics.get(int(number))
        found = [p for p in self.posts.values() if p["topic_id"] == int(number)]
        if topic is None or not found:
            return self.missing()
        return Say(topic | {"views": 9, "posts_count": len(found), "post_stream": {"posts": found}})

    def missing(self) -> Say:
        said = "The requested URL or resource could not be found."
        return Say({"errors": [said], "error_type": "not_found"}, 404)

    def remove(self, ask: Ask, id: str) -> Say:
        self.posts[int(id)] |= {"user_deleted": True, "raw": "(post deleted by author)"}
        return Say(None)

    def remove_topic(self, ask: Ask, number: str) -> Say:
        for id in [id for id, p in self.posts.items() if p["topic_id"] == int(number)]:
            del self.posts[id]
        return Say(None)

    def notifications(self, ask: Ask) -> Say:
        others = [p for p in self.posts.values() if p["username"] not in ("leitstand", "staff")]
        found = [
            {
                "id": p["id"],
                "notification_type": 2,
                "created_at": p["created_at"],
                "data": {"original_post_id": p["id"], "display_username": p["username"]},
            }
            for p in others
        ]
        return Say({"notifications": found[::-1]})
