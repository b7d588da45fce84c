"""A fake of X's API v2, written from its OpenAPI document and its pages on media and problems."""

from __future__ import annotations

from base64 import b64decode
from typing import ClassVar

from tests.fakes import Ask, Fake, Say

RIGHTS = "tweet.read tweet.write users.read media.write offline.access"


class X(Fake):
    """One account, its posts and those of others; uploads; refresh tokens that are good once."""

    host = "https://api.x.com"
    given: ClassVar = {"client": "c", "client_secret": "s", "refresh": "refresh-1"}
    routes = (
        ("POST", "/2/oauth2/token", "open_token"),
        ("GET", "/2/users/me", "me"),
        ("POST", "/2/media/upload/initialize", "begin"),
        ("POST", "/2/media/upload/(\\w+)/append", "append"),
        ("POST", "/2/media/upload/(\\w+)/finalize", "finalize"),
        ("GET", "/2/media/upload", "status"),
        ("POST", "/2/media/metadata", "metadata"),
        ("POST", "/2/tweets", "create"),
        ("GET", "/2/tweets/(\\d+)", "one"),
        ("DELETE", "/2/tweets/(\\d+)", "remove"),
        ("GET", "/2/users/7/tweets", "ours"),
        ("GET", "/2/users/7/mentions", "mentions"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.refresh = "refresh-1"
        self.posts: dict[str, dict] = {}
        self.media: dict[str, dict] = {}
        self.texts: dict[str, str] = {}

    def public(self) -> list[str]:
        return [post["text"] for post in self.posts.values() if post["author_id"] == "7"]

    def refuse(self, ask: Ask) -> Say | None:
        if not self.signed(ask) or self.trouble in ("expired", "revoked"):
            return self._no(401, "Unauthorized", "Unauthorized")
        if self.trouble == "scope" and ask.method != "GET":
            return self._no(403, "Forbidden", "Forbidden")
        if self.trouble == "slow":
            return Say(
                {
                    "title": "Too Many Requests",
                    "detail": "Too Many Requests",
                    "type": "about:blank",
                    "status": 429,
                },
                429,
                {"x-rate-limit-reset": str(int(self.now.timestamp()) + 600), "x-rate-limit-remaining": "0"},
            )
        if self.trouble == "credits":
            said = {"title": "CreditsDepleted", "detail": "Your account has no credits.", "status": 402}
            return Say(said | {"type": "https://api.twitter.com/2/problems/credits"}, 402)
        return None

    def open_token(self, ask: Ask) -> Say:
        if b64decode(ask.headers["authorization"].removeprefix("Basic ")).decode() != "c:s":
            said = {"error": "unauthorized_client", "error_description": "Missing valid authorization header"}
            return Say(said, 401)
        if ask.form.get("grant_type") == "refresh_token" and ask.form["refresh_token"] != self.refresh:
            said = {
                "error": "invalid_request",
                "error_description": "Value passed for the token was invalid.",
            }
            return Say(said, 400)
        self.token, self.refresh = "access-" + self.next(), "refresh-" + self.next()
        if self.trouble == "expired":
            self.trouble = ""
        said = {"token_type": "bearer", "expires_in": 7200, "access_token": self.token}
        return Say(said | {"scope": RIGHTS, "refresh_token": self.refresh})

    def me(self, ask: Ask) -> Say:
        return Say({"data": {"id": "7", "name": "Hochschule Auenried", "username": "auenried"}})

    def begin(self, ask: Ask) -> Say:
        id = self.next()
        self.media[id] = {
            "total": ask.form["total_bytes"],
            "pieces": {},
            "category": ask.form["media_category"],
        }
        return Say({"data": {"id": id, "media_key": f"3_{id}", "expires_after_secs": 86400}})

    def append(self, ask: Ask, id: str) -> Say:
        if self.media[id].get("ended"):
            return self._no(400, "Invalid Request", "The upload is finished.")
        self.media[id]["pieces"][int(ask.form["segment_index"])] = ask.files["media"][1]
        return Say({"data": {"expires_at": 1}})

    def finalize(self, ask: Ask, id: str) -> Say:
        media = self.media.get(id)
        if media is None:
            return self._no(404, "Not Found Error", "Not Found", "resource-not-found")
        if media.get("ended") or sum(map(len, media["pieces"].values())) != media["total"]:
            return self._no(400, "Invalid Request", "Segments do not add up to the total.")
        media["ended"] = True
        info = {"state": "pending", "check_after_secs": 1} if "video" in media["category"] else None
        return Say({"data": {"id": id, **({"processing_info": info} if info else {})}})

    def status(self, ask: Ask) -> Say:
        assert ask.query["command"] == "STATUS"
        id = ask.query["media_id"]
        return Say({"data": {"id": id, "processing_info": {"state": "succeeded", "progress_percent": 100}}})

    def metadata(self, ask: Ask) -> Say:
        self.texts[ask.form["id"]] = ask.form["metadata"]["alt_text"]["text"]
        return Say({"data": {"id": ask.form["id"]}})

    def create(self, ask: Ask) -> Say:
        said, reply = ask.form["text"], ask.form.get("reply", {}).get("in_reply_to_tweet_id")
        media = ask.form.get("media", {}).get("media_ids", [])
        if any(not self.media.get(id, {}).get("ended") for id in media):
            return self._no(400, "Invalid Request", "Your media IDs are invalid.")
        if said in self.public():
            detail = "You are not allowed to create a Tweet with duplicate content."
            return self._no(403, "Forbidden", detail)
        if reply and reply not in self.posts:
            return self._no(403, "Forbidden", "You attempted to reply to a Tweet that is deleted.")
        post = self.post(f"@erika {said}" if reply else said, "7", reply)
        return Say({"data": {"id": post["id"], "text": said, "edit_history_tweet_ids": [post["id"]]}}, 201)

    def one(self, ask: Ask, id: str) -> Say:
        if id in self.posts:
            return Say({"data": self.posts[id]})
        problem = {"title": "Not Found Error", "resource_type": "tweet", "value": id}
        return Say({"errors": [problem | {"type": "https://api.twitter.com/2/problems/resource-not-found"}]})

    def remove(self, ask: Ask, id: str) -> Say:
        return Say({"data": {"deleted": self.posts.pop(id, None) is not None}})

    def ours(self, ask: Ask) -> Say:
        return self._list(ask, [p for p in self.posts.values() if p["author_id"] == "7"])

    def mentions(self, ask: Ask) -> Say:
        return self._list(ask, [p for p in self.posts.values() if p["author_id"] != "7"])

    def post(self, words: str, author: str = "8", reply: str | None = None) -> dict:
        """Somebody says something."""
        id = self.next()
        related = {"referenced_tweets": [{"type": "replied_to", "id": reply}]} if reply else {}
        self.posts[id] = {
            "id": id,
            "text": words,
            "author_id": author,
            "created_at": self.now.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "lang": "de",
            "public_metrics": {"retweet_count": 1, "reply_count": 2, "like_count": 3, "impression_count": 40},
            **related,
        }
        return self.posts[id]

    def _list(self, ask: Ask, found: list[dict]) -> Say:
        newer = [p for p in found if int(p["id"]) > int(ask.query.get("since_id", 0))][::-1]
        start, size = int(ask.query.get("pagination_token") or 0), int(ask.query["max_results"])
        assert 5 <= size <= 100
        meta = {"result_count": len(newer[start : start + size])}
        if start + size < len(newer):
            meta["next_token"] = str(start + size)
        users = [{"id": "7", "name": "Hochschule Auenried", "username": "auenried"}]
        users += [{"id": "8", "name": "Erika", "username": "erika"}]
        shown = newer[start : start + size]
        return Say(({"data": shown, "includes": {"users": users}} if shown else {}) | {"meta": meta})

    def _no(self, status: int, title: str, detail: str, kind: str = "") -> Say:
        type = f"https://api.twitter.com/2/problems/{kind}" if kind else "about:blank"
        return Say({"title": title, "detail": detail, "type": type, "status": status}, status)
