"""A fake of Mattermost's API v4, written from its reference; no package registry has the server itself."""

from __future__ import annotations

from typing import ClassVar

from tests.fakes import Ask, Fake, Say


class Mattermost(Fake):
    """One team with one channel."""

    host = "https://chat.auenried.example"
    given: ClassVar = {
        "server": "chat.auenried.example",
        "channel": "haus/channels/presse",
        "token": "access-1",
    }
    routes = (
        ("GET", "/api/v4/users/me", "me"),
        ("GET", "/api/v4/teams/name/haus/channels/name/presse", "channel"),
        ("GET", "/api/v4/channels/ch1/posts", "list"),
        ("POST", "/api/v4/files", "upload"),
        ("POST", "/api/v4/posts", "create"),
        ("GET", "/api/v4/posts/(\\w+)", "one"),
        ("DELETE", "/api/v4/posts/(\\w+)", "remove"),
        ("GET", "/api/v4/posts/(\\w+)/reactions", "reactions"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.posts: dict[str, dict] = {}
        self.files: list[str] = []

    def public(self) -> list[str]:
        return [p["message"] for p in self.posts.values() if p["user_id"] == "u1" and not p["delete_at"]]

    def refuse(self, ask: Ask) -> Say | None:
        if not self.signed(ask) or self.trouble in ("expired", "revoked"):
            return self.no(401, "api.context.session_expired.app_error", "Invalid or expired session.")
        if self.trouble == "scope" and ask.method != "GET":
            return self.no(403, "api.context.permissions.app_error", "You do not have the permissions.")
        if self.trouble == "slow":
            return Say(b"limit exceeded", 429, {"X-RateLimit-Reset": "30", "Content-Type": "text/plain"})
        return None

    def no(self, status: int, id: str, message: str) -> Say:
        return Say({"id": id, "message": message, "request_id": "x", "status_code": status}, status)

    def me(self, ask: Ask) -> Say:
        return Say({"id": "u1", "username": "leitstand"})

    def channel(self, ask: Ask) -> Say:
        return Say({"id": "ch1", "name": "presse", "display_name": "Pressestelle"})

    def list(self, ask: Ask) -> Say:
        since = int(ask.query.get("since", 0))
        found = [p for p in self.posts.values() if p["update_at"] > since]
        return Say({"order": [p["id"] for p in found][::-1], "posts": {p["id"]: p for p in found}})

    def upload(self, ask: Ask) -> Say:
        assert ask.query["channel_id"] == "ch1"
        assert ask.body
        self.files.append("f" + self.next())
        return Say({"file_infos": [{"id": self.files[-1]}], "client_ids": []}, 201)

    def create(self, ask: Ask) -> Say:
        said = ask.form
        if said.get("root_id") and said["root_id"] not in self.posts:
            return self.no(400, "api.post.create_post.root_id.app_error", "Invalid RootId parameter.")
        assert set(said["file_ids"]) <= set(self.files)
        for post in self.posts.values():
            if post["pending_post_id"] == said["pending_post_id"]:
                return Say(post, 201)
        return Say(self.put(said["message"], "u1", said.get("root_id", ""), said), 201)

    def put(self, words: str, user: str = "u2", root: str = "", said: dict | None = None) -> dict:
        """Somebody says something."""
        id, now = "p" + self.next(), int(self.now.timestamp() * 1000) + self.number
        times = {"create_at": now, "update_at": now, "edit_at": 0, "delete_at": 0}
        self.posts[id] = {"id": id, "user_id": user, "channel_id": "ch1", "root_id": root, "message": words}
        self.posts[id] |= times | {"props": (said or {}).get("props", {}), "reply_count": 0, "type": ""}
        self.posts[id]["pending_post_id"] = (said or {}).get("pending_post_id", id)
        return self.posts[id]

    def one(self, ask: Ask, id: str) -> Say:
        if id not in self.posts or self.posts[id]["delete_at"]:
            return self.no(404, "app.post.get.app_error", "Unable to get the post.")
        return Say(self.posts[id])

    def remove(self, ask: Ask, id: str) -> Say:
        if self.one(ask, id).status == 404:
            return self.one(ask, id)
        now = int(self.now.timestamp() * 1000) + int(self.next())
        self.posts[id] |= {"delete_at": now, "update_at": now}
        return Say({"status": "OK"})

    def reactions(self, ask: Ask, id: str) -> Say:
        return Say([{"user_id": "u2", "post_id": id, "emoji_name": "+1"}])
