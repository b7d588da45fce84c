"""A fake of LinkedIn's versioned community API, written from Microsoft's pages about it."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import unquote

from tests.fakes import Ask, Fake, Say

PAGE = "urn:li:organization:42"
RIGHTS = "r_organization_social,w_organization_social,rw_organization_admin"


class LinkedIn(Fake):
    """A page with posts, comments and pictures."""

    host = "https://api.linkedin.com"
    also = ("www.linkedin.com",)
    given: ClassVar = {
        "client": "c",
        "client_secret": "s",
        "organization": "42",
        "token": "access-1",
        "refresh": "refresh-1",
    }
    checked = ("client_secret", "refresh")  # with a refresh token, the access token is not asked about
    routes = (
        ("POST", "/oauth/v2/accessToken", "open_token"),
        ("POST", "/oauth/v2/introspectToken", "open_inspect"),
        ("GET", "/rest/organizations/42", "page"),
        ("POST", "/rest/images", "begin"),
        ("PUT", "/dms-uploads/(.+)", "upload"),
        ("GET", "/rest/images/(.+)", "image"),
        ("POST", "/rest/posts", "create"),
        ("GET", "/rest/posts", "ours"),
        ("GET", "/rest/posts/(.+)", "one"),
        ("DELETE", "/rest/posts/(.+)", "remove"),
        ("POST", "/rest/socialActions/(.+)/comments", "comment_on"),
        ("GET", "/rest/socialActions/(.+)/comments", "below"),
        ("GET", "/rest/socialActions/(.+)/comments/(\\d+)", "one_comment"),
        ("DELETE", "/rest/socialActions/(.+)/comments/(\\d+)", "remove_comment"),
        ("GET", "/rest/organizationalEntityNotifications", "notices"),
        ("GET", "/rest/socialMetadata/(.+)", "metadata"),
        ("GET", "/rest/organizationalEntityShareStatistics", "statistics"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.refresh = "refresh-1"
        self.posts: dict[str, dict] = {}
        self.comments: dict[str, dict] = {}
        self.images: dict[str, dict] = {}
        self.first = self.put("Willkommen")
        self.posts[self.first]["before"] = True

    def public(self) -> list[str]:
        posts = [p["commentary"] for p in self.posts.values() if not p.get("before")]
        return posts + [c["message"]["text"] for c in self.comments.values() if c["actor"] == PAGE]

    def refuse(self, ask: Ask) -> Say | None:
        if self.trouble == "expired":
            return self.no(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", 65601)
        if not self.signed(ask) or self.trouble == "revoked":
            return self.no(
                401, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked", 65601
            )
        if ask.path.startswith("/rest/"):
            month = ask.headers.get("linkedin-version", "")
            if not (month.isdecimal() and len(month) == 6):
                return self.no(400, "VERSION_MISSING", "A version must be present.", 0)
            assert ask.headers["x-restli-protocol-version"] == "2.0.0"
        if self.trouble == "scope" and ask.method != "GET":
            return self.no(
                403, "ACCESS_DENIED", "Not enough permissions to access: partnerApiPosts.CREATE", 100
            )
        if self.trouble == "slow":
            return self.no(429, "TOO_MANY_REQUESTS", "Resource level throttle DAY limit is reached", 101)
        return None

    def no(self, status: int, code: str, message: str, service: int) -> Say:
        return Say({"status": status, "code": code, "serviceErrorCode": service, "message": message}, status)

    def missing(self) -> Say:
        return self.no(404, "NOT_FOUND", "Could not find entity", 0)

    def open_token(self, ask: Ask) -> Say:
        if ask.form["client_secret"] != "s":
            return Say({"error": "invalid_client", "error_description": "Client authentication failed"}, 401)
        if ask.form.get("refresh_token") != self.refresh:
            said = {"error": "invalid_grant", "error_description": "The provided refresh token is invalid"}
            return Say(said, 400)
        self.token = "access-" + self.next()
        if self.trouble == "expired":
            self.trouble = ""
        said = {"access_token": self.token, "expires_in": 5_184_000, "refresh_token": self.refresh}
        return Say(said | {"refresh_token_expires_in": 439_200, "scope": RIGHTS})

    def open_inspect(self, ask: Ask) -> Say:
        ends = int(self.now.timestamp()) + 30 * 86400
        return Say({"active": ask.form["token"] == self.token, "scope": RIGHTS, "expires_at": ends})

    def page(self, ask: Ask) -> Say:
        return Say({"id": 42, "localizedName": "Hochschule Auenried", "vanityName": "auenried"})

    def begin(self, ask: Ask) -> Say:
        assert (ask.query["action"], ask.form["initializeUploadRequest"]["owner"]) == (
            "initializeUpload",
            PAGE,
        )
        urn = "urn:li:image:C" + self.next()
        self.images[urn] = {"bytes": b"", "looks": 0}
        at = f"https://www.linkedin.com/dms-uploads/{urn}?sync=0"
        return Say({"value": {"uploadUrl": at, "image": urn, "uploadUrlExpiresAt": 1}})

    def upload(self, ask: Ask, urn: str) -> Say:
        self.images[urn]["bytes"] = ask.body
        return Say(None, 201)

    def image(self, ask: Ask, urn: str) -> Say:
        image = self.images[unquote(urn)]
        image["looks"] += 1
        ready = "AVAILABLE" if image["looks"] > 1 else "PROCESSING"
        return Say({"id": unquote(urn), "status": ready if image["bytes"] else "WAITING_UPLOAD"})

    def create(self, ask: Ask) -> Say:
        said = ask.form
        assert (said["author"], said["lifecycleState"], said["visibility"]) == (PAGE, "PUBLISHED", "PUBLIC")
        content = said.get("content", {})
        shown = content.get("multiImage", {}).get("images", []) + (
            [content["media"]] if "media" in content else []
        )
        if any(not self.images[one["id"]]["bytes"] for one in shown):
            return self.no(400, "INVALID_IMAGE", "Image is not available", 0)
        for urn, post in self.posts.items():
            if post["commentary"] == said["commentary"]:
                return self.no(422, "DUPLICATE_POST", f"Content is a duplicate of {urn}", 0)
        return Say(None, 201, {"x-restli-id": self.put(said["commentary"], shown)})

    def put(self, commentary: str, shown: list | None = None) -> str:
        """The page says something."""
        urn, now = f"urn:li:share:{self.next()}", int(self.now.timestamp() * 1000)
        self.posts[urn] = {"id": urn, "author": PAGE, "commentary": commentary, "shown": shown or []}
        self.posts[urn] |= {"createdAt": now, "publishedAt": now, "lastModifiedAt": now}
        return urn

    def ours(self, ask: Ask) -> Say:
        assert (ask.query["q"], ask.headers["x-restli-method"]) == ("author", "FINDER")
        start, count = int(ask.query["start"]), int(ask.query["count"])
        return Say({"elements": list(self.posts.values())[::-1][start : start + count]})

    def one(self, ask: Ask, urn: str) -> Say:
        return Say(self.posts[unquote(urn)]) if unquote(urn) in self.posts else self.missing()

    def remove(self, ask: Ask, urn: str) -> Say:
        self.posts.pop(unquote(urn), None)  # documented: deleting twice is 204 as well
        return Say(None, 204)

    def comment_on(self, ask: Ask, what: str) -> Say:
        what = unquote(what)
        if what not in self.posts and what not in self.comments:
            return self.missing()
        urn = self.comment(
            ask.form["object"], ask.form["message"]["text"], PAGE, ask.form.get("parentComment")
        )
        return Say(self.comments[urn], 201, {"x-restli-id": self.comments[urn]["id"]})

    def comment(
        self, post: str, words: str, actor: str = "urn:li:person:e", parent: str | None = None
    ) -> str:
        """Somebody, or the page, says something below a post."""
        id, now = self.next(), int(self.now.timestamp() * 1000)
        urn = f"urn:li:comment:(urn:li:activity:9,{id})"
        said = {"id": id, "commentUrn": urn, "actor": actor, "object": post, "message": {"text": words}}
        said |= {"created": {"actor": actor, "time": now}} | ({"parentComment": parent} if parent else {})
        self.comments[urn] = said
        return urn

    def below(self, ask: Ask, what: str) -> Say:
        what = unquote(what)
        if what.startswith("urn:li:comment"):
            found = [c for c in self.comments.values() if c.get("parentComment") == what]
        else:
            found = [c for c in self.comments.values() if c["object"] == what and "parentComment" not in c]
        return Say({"elements": found})

    def one_comment(self, ask: Ask, what: str, id: str) -> Say:
        found = [c for c in self.comments.values() if c["id"] == id]
        return Say(found[0]) if found else self.missing()

    def remove_comment(self, ask: Ask, what: str, id: str) -> Say:
        assert ask.query["actor"] == PAGE
        for urn in [urn for urn, c in self.comments.items() if c["id"] == id]:
            del self.comments[urn]
        return Say(None, 204)

    def notices(self, ask: Ask) -> Say:
        assert (ask.query["q"], ask.query["organizationalEntity"]) == ("criteria", PAGE)
        found = [
            {
                "notificationId": int(c["id"]),
                "action": "COMMENT",
                "organizationalEntity": PAGE,
                "sourcePost": c["object"],
                "generatedActivity": urn,
                "decoratedGeneratedActivity": {
                    "comment": {"entity": urn, "owner": c["actor"], "text": c["message"]["text"]}
                },
                "lastModifiedAt": c["created"]["time"],
            }
            for urn, c in self.comments.items()
        ]
        return Say({"elements": found[::-1]})

    def metadata(self, ask: Ask, urn: str) -> Say:
        reactions = {"LIKE": {"count": 3}, "PRAISE": {"count": 1}}
        return Say({"reactionSummaries": reactions, "commentSummary": {"count": 2, "topLevelCount": 1}})

    def statistics(self, ask: Ask) -> Say:
        assert ask.query["shares"].startswith("List(urn:li:share:")
        told = {"impressionCount": 80, "clickCount": 5, "shareCount": 1, "likeCount": 4, "commentCount": 2}
        return Say({"elements": [{"totalShareStatistics": told}]})
