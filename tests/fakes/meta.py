"""Fakes of Meta's Graph API for Facebook pages, Instagram and Threads, written from its reference."""

from __future__ import annotations

import json
from typing import ClassVar

from tests.fakes import Ask, Fake, Say


class Graph(Fake):
    """What the three share: errors with codes, things with numbers, lists with `data`."""

    name = ""
    right = ""

    def __init__(self) -> None:
        super().__init__()
        self.things: dict[str, dict] = {}

    def refuse(self, ask: Ask) -> Say | None:
        if self.trouble == "expired":
            return self.no(190, "Error validating access token: Session has expired on Monday.", sub=463)
        if not self.signed(ask) or self.trouble == "revoked":
            return self.no(190, "Error validating access token: The user has not authorized it.", sub=458)
        if self.trouble == "scope" and ask.method != "GET":
            return self.no(200, f"(#200) Requires {self.right} permission", status=403)
        if self.trouble == "slow":
            usage = {"123": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19}]}
            header = {"X-Business-Use-Case-Usage": json.dumps(usage)}
            return self.no(80001, "There have been too many calls to this Page account.", headers=header)
        return None

    def no(
        self, code: int, message: str, *, sub: int = 0, status: int = 400, headers: dict | None = None
    ) -> Say:
        error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "x"}
        return Say({"error": error | ({"error_subcode": sub} if sub else {})}, status, headers or {})

    def missing(self, id: str) -> Say:
        return self.no(100, f"Unsupported request. Object with ID '{id}' does not exist.", sub=33)

    def remove(self, ask: Ask, id: str) -> Say:
        if self.things.pop(id, None) is None:
            return self.missing(id)
        for below in [k for k, v in self.things.items() if v.get("below") == id]:
            del self.things[below]
        return Say({"success": True})

    def stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%S+0000")

    def public(self) -> list[str]:
        return [t["text"] for t in self.things.values() if t["ours"] and not t.get("hidden_container")]


class _Page(Graph):
    """A page that a person's token reaches."""

    host = "https://graph.facebook.com"
    also = ("www.facebook.com",)
    given: ClassVar = {"client": "app", "client_secret": "s", "page": "auenried", "token": "person-1"}
    common = (
        ("GET", "/v25.0/debug_token", "open_debug"),
        ("GET", "/v25.0/oauth/access_token", "open_exchange"),
        ("GET", "/v25.0/me/accounts", "open_accounts"),
    )
    rights = (
        "pages_show_list pages_manage_posts pages_read_engagement pages_manage_engagement read_insights "
        "pages_read_user_content instagram_basic instagram_content_publish instagram_manage_comments "
        "instagram_manage_insights instagram_manage_contents"
    )

    def open_debug(self, ask: Ask) -> Say:
        if ask.headers.get("authorization") != "Bearer app|s":
            return self.no(190, "Invalid OAuth access token signature.")
        valid = ask.query["input_token"] == "person-1"
        ends = int(self.now.timestamp()) + 90 * 86400
        said = {"type": "USER", "is_valid": valid, "scopes": self.rights.split(), "expires_at": 0}
        return Say({"data": said | {"data_access_expires_at": ends}})

    def open_exchange(self, ask: Ask) -> Say:
        assert ask.query["grant_type"] == "fb_exchange_token"
        return Say({"access_token": "person-long", "token_type": "bearer", "expires_in": 5_184_000})

    def open_accounts(self, ask: Ask) -> Say:
        assert ask.headers["authorization"] == "Bearer person-long"
        page = {
            "id": "123",
            "name": "Hochschule Auenried",
            "username": "auenried",
            "access_token": self.token,
        }
        page |= {"link": "https://www.facebook.com/auenried"}
        account = {"id": "777", "username": "auenried", "name": "Hochschule Auenried"}
        return Say({"data": [page | {"instagram_business_account": account}]})


class Facebook(_Page):
    """A page with posts, comments and unpublished pictures."""

    right = "pages_manage_posts"
    routes = (
        *_Page.common,
        ("POST", "/v25.0/123/photos", "photo"),
        ("POST", "/v25.0/123/feed", "create"),
        ("GET", "/v25.0/123/(posts|feed|tagged)", "list"),
        ("GET", "/v25.0/([\\d_]+)/comments", "comments"),
        ("POST", "/v25.0/([\\d_]+)/comments", "comment_on"),
        ("GET", "/v25.0/([\\d_]+)/insights", "insights"),
        ("GET", "/v25.0/([\\d_]+)", "one"),
        ("POST", "/v25.0/([\\d_]+)", "hide"),
        ("DELETE", "/v25.0/([\\d_]+)", "remove"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.pictures: dict[str, str] = {}
        self.put("Willkommen", None, ours=True, id="123_1")
        self.things["123_1"]["ours"] = False  # was there before

    def photo(self, ask: Ask) -> Say:
        assert (ask.form["published"], ask.files["source"][1][:1]) == ("false", b"\x89")
        id = self.next()
        self.pictures[id] = ask.form.get("alt_text_custom", "")
        return Say({"id": id})

    def create(self, ask: Ask) -> Say:
        for name, value in ask.form.items():
            if name.startswith("attached_media") and json.loads(value)["media_fbid"] not in self.pictures:
                return self.no(100, "Invalid parameter")
        return Say({"id": self.put(ask.form["message"], None, ours=True, id="123_" + self.next())})

    def comment_on(self, ask: Ask, id: str) -> Say:
        if id not in self.things:
            return self.missing(id)
        return Say({"id": self.put(ask.form["message"], id, ours=True)})

    def put(self, words: str, below: str | None, *, ours: bool = False, id: str = "") -> str:
        """Somebody, or the page, says something."""
        id = id or f"1_{self.next()}"
        author = {"id": "123", "name": "Hochschule Auenried"} if ours else {"id": "8", "name": "Erika"}
        said = {"id": id, "message": words, "from": author, "created_time": self.stamp()}
        said |= {"permalink_url": f"https://www.facebook.com/auenried/posts/{id}"}
        self.things[id] = {"said": said, "text": words, "ours": ours, "below": below}
        return id

    def list(self, ask: Ask, edge: str) -> Say:
        tops = [t for t in self.things.values() if not t["below"]]
        data = [] if edge == "tagged" else [dict(t["said"]) for t in tops][::-1]
        if "comments" in ask.query["fields"]:
            for post in data:
                below = [t["said"] for t in self.things.values() if self.root(t) == post["id"]]
                post.update({"comments": {"data": below[::-1]}} if below else {})
        return Say({"data": data})

    def root(self, thing: dict) -> str | None:
        below = thing["below"]
        while below and self.things[below]["below"]:
            below = self.things[below]["below"]
        return below

    def comments(self, ask: Ask, id: str) -> Say:
        if id not in self.things:
            return self.missing(id)
        return Say({"data": [t["said"] for t in self.things.values() if t["below"] == id][::-1]})

    def one(self, ask: Ask, id: str) -> Say:
        if id not in self.things:
            return self.missing(id)
        if "reactions" in ask.query["fields"]:
            total = {"summary": {"total_count": 4}}
            return Say({"id": id, "reactions": total, "comments": total, "shares": {"count": 2}})
        return Say({"id": id})

    def insights(self, ask: Ask, id: str) -> Say:
        return Say({"data": [{"name": "post_media_view", "period": "lifetime", "values": [{"value": 90}]}]})

    def hide(self, ask: Ask, id: str) -> Say:
        self.things[id]["said"]["is_hidden"] = ask.form["is_hidden"] == "true"
        return Say({"success": True})


class _Containers:
    """Containers as Instagram and Threads have them."""

    status, done = "status_code", "media_publish"

    def make(self, ask: Ask) -> Say:
        id = self.next()
        children = [c for c in ask.form.get("children", "").split(",") if c]
        if any(c not in self.boxes for c in children):
            return self.no(24, "The requested resource does not exist", sub=2207006)
        self.boxes[id] = {"form": dict(ask.form), "state": "IN_PROGRESS", "looks": 0}
        return Say({"id": id})

    def box(self, id: str) -> Say:
        box = self.boxes[id]
        box["looks"] += 1
        if box["state"] == "IN_PROGRESS" and box["looks"] > 1:
            box["state"] = "FINISHED"
        return Say({"id": id, self.status: box["state"]})

    def finish(self, ask: Ask) -> Say:
        box = self.boxes.get(ask.form["creation_id"])
        if box is None:
            return self.no(24, "The requested resource does not exist", sub=2207006)
        if box["state"] != "FINISHED":
            return self.no(9007, "The media is not ready for publishing", sub=2207027)
        box["state"] = "PUBLISHED"
        form = box["form"]
        return Say(
            {"id": self.put(form.get("caption") or form.get("text", ""), form.get("reply_to_id"), ours=True)}
        )


class Instagram(_Containers, _Page):
    """An account with posts, comments and containers."""

    right = "instagram_content_publish"
    routes = (
        *_Page.common,
        ("POST", "/v25.0/777/media", "make"),
        ("POST", "/v25.0/777/media_publish", "finish"),
        ("GET", "/v25.0/777/(media|tags)", "list"),
        ("POST", "/v25.0/(\\d+)/(comments|replies)", "comment_on"),
        ("GET", "/v25.0/(\\d+)/insights", "insights"),
        ("GET", "/v25.0/(\\d+)", "one"),
        ("POST", "/v25.0/(\\d+)", "hide"),
        ("DELETE", "/v25.0/(\\d+)", "remove"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, dict] = {}
        self.first = self.put("Willkommen", None, ours=True)
        self.things[self.first]["ours"] = False

    def put(self, words: str, below: str | None, *, ours: bool = False) -> str:
        id, name = self.next(), "auenried" if ours else "erika"
        if below:
            said = {"id": id, "text": words, "timestamp": self.stamp(), "username": name, "like_count": 0}
            said |= {"parent_id": below} if self.things[below]["below"] else {}
        else:
            said = {"id": id, "caption": words, "timestamp": self.stamp(), "username": name}
            said |= {"permalink": f"https://www.instagram.com/p/{id}/", "media_type": "IMAGE"}
        self.things[id] = {"said": said, "text": words, "ours": ours, "below": below}
        return id

    def list(self, ask: Ask, edge: str) -> Say:
        data = [dict(t["said"]) for t in self.things.values() if not t["below"] and edge == "media"][::-1]
        for post in data if "comments.limit" in ask.query["fields"] else []:
            comments = [dict(t["said"]) for t in self.things.values() if t["below"] == post["id"]]
            for comment in comments:
                replies = [t["said"] for t in self.things.values() if t["below"] == comment["id"]]
                comment.update({"replies": {"data": replies}} if replies else {})
            post.update({"comments": {"data": comments}} if comments else {})
        return Say({"data": data})

    def comment_on(self, ask: Ask, id: str, edge: str) -> Say:
        if id not in self.things:
            return self.missing(id)
        assert edge == ("replies" if self.things[id]["below"] else "comments")
        return Say({"id": self.put(ask.form["message"], id, ours=True)})

    def one(self, ask: Ask, id: str) -> Say:
        if id in self.boxes:
            return self.box(id)
        if id not in self.things:
            return self.missing(id)
        kind = {"type": "IGComment" if self.things[id]["below"] else "IGMedia"}
        said = {
            "id": id,
            "permalink": f"https://www.instagram.com/p/{id}/",
            "like_count": 3,
            "comments_count": 1,
        }
        return Say(said | ({"metadata": kind} if "metadata" in ask.query else {}))

    def insights(self, ask: Ask, id: str) -> Say:
        return Say(
            {
                "data": [
                    {"name": "views", "values": [{"value": 50}]},
                    {"name": "saved", "values": [{"value": 2}]},
                ]
            }
        )

    def hide(self, ask: Ask, id: str) -> Say:
        self.things[id]["said"]["hidden"] = ask.form["hide"] == "true"
        return Say({"success": True})


class Threads(_Containers, Graph):
    """A profile with posts, answers and containers; tokens that last sixty days."""

    host = "https://graph.threads.net"
    given: ClassVar = {"client": "app", "client_secret": "s", "token": "token-1"}
    right = "threads_content_publish"
    status, done = "status", "threads_publish"
    checked = ("token",)  # a token is renewed without the app's secret
    routes = (
        ("GET", "/refresh_access_token", "open_refresh"),
        ("GET", "/v1.0/me", "me"),
        ("POST", "/v1.0/9/threads", "make"),
        ("POST", "/v1.0/9/threads_publish", "finish"),
        ("GET", "/v1.0/9/(threads|replies|mentions)", "list"),
        ("GET", "/v1.0/(\\d+)/conversation", "conversation"),
        ("GET", "/v1.0/(\\d+)/insights", "insights"),
        ("GET", "/v1.0/(\\d+)", "one"),
        ("DELETE", "/v1.0/(\\d+)", "remove"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.refresh = self.token = "token-1"
        self.boxes: dict[str, dict] = {}
        self.first = self.put("Willkommen", None, ours=True)
        self.things[self.first]["ours"] = False

    def open_refresh(self, ask: Ask) -> Say:
        assert ask.query["grant_type"] == "th_refresh_token"
        if ask.headers.get("authorization") != f"Bearer {self.refresh}":
            return self.no(190, "Invalid OAuth access token.")
        self.token = self.refresh = "token-" + self.next()
        self.trouble = ""
        return Say({"access_token": self.token, "token_type": "bearer", "expires_in": 5_183_944})

    def me(self, ask: Ask) -> Say:
        return Say({"id": "9", "username": "auenried", "name": "Hochschule Auenried"})

    def put(self, words: str, below: str | None, *, ours: bool = False) -> str:
        id = self.next()
        said = {
            "id": id,
            "text": words,
            "timestamp": self.stamp(),
            "username": "auenried" if ours else "erika",
        }
        said |= {"permalink": f"https://www.threads.net/@auenried/post/{id}", "media_type": "TEXT_POST"}
        said |= {"replied_to": {"id": below}} if below else {}
        self.things[id] = {"said": said, "text": words, "ours": ours, "below": below}
        return id

    def list(self, ask: Ask, edge: str) -> Say:
        mine = [t for t in self.things.values() if t["said"]["username"] == "auenried"]
        found = [t["said"] for t in mine if bool(t["below"]) == (edge == "replies")]
        return Say({"data": [] if edge == "mentions" else found[::-1]})

    def conversation(self, ask: Ask, id: str) -> Say:
        return Say({"data": [t["said"] for t in self.things.values() if self.root(t) == id]})

    def root(self, thing: dict) -> str | None:
        below = thing["below"]
        while below and self.things[below]["below"]:
            below = self.things[below]["below"]
        return below

    def one(self, ask: Ask, id: str) -> Say:
        if id in self.boxes:
            return self.box(id)
        return Say(self.things[id]["said"]) if id in self.things else self.missing(id)

    def insights(self, ask: Ask, id: str) -> Say:
        kinds = {"views": 70, "likes": 5, "replies": 1, "reposts": 2, "quotes": 1}
        return Say({"data": [{"name": k, "values": [{"value": n}]} for k, n in kinds.items()]})
