"""A fake of a PeerTube server, written from its REST reference; no package registry has the server itself."""

from __future__ import annotations

from typing import ClassVar

from tests.fakes import Ask, Fake, Say


class PeerTube(Fake):
    """One account with one channel, its videos and their comments."""

    host = "https://video.auenried.example"
    given: ClassVar = {
        "server": "video.auenried.example",
        "user": "presse",
        "channel": "auenried",
        "password": "p",
    }
    routes = (
        ("GET", "/api/v1/oauth-clients/local", "open_client"),
        ("POST", "/api/v1/users/token", "open_token"),
        ("GET", "/api/v1/users/me", "me"),
        ("GET", "/api/v1/users/me/videos/comments", "to_us"),
        ("POST", "/api/v1/videos/upload-resumable", "begin"),
        ("PUT", "/api/v1/videos/upload-resumable", "piece"),
        ("GET", "/api/v1/videos/([\\w-]+)", "open_video"),
        ("PUT", "/api/v1/videos/([\\w-]+)", "update"),
        ("DELETE", "/api/v1/videos/([\\w-]+)", "remove"),
        ("GET", "/api/v1/videos/([\\w-]+)/comment-threads", "open_threads"),
        ("POST", "/api/v1/videos/([\\w-]+)/comment-threads", "thread"),
        ("GET", "/api/v1/videos/([\\w-]+)/comment-threads/(\\d+)", "open_thread"),
        ("POST", "/api/v1/videos/([\\w-]+)/comments/(\\d+)", "reply"),
        ("DELETE", "/api/v1/videos/([\\w-]+)/comments/(\\d+)", "remove_comment"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.refresh = "p"
        self.videos: dict[str, dict] = {"v-0": self._video("Begrüßung", 1) | {"before": True}}
        self.said: dict[str, dict] = {}
        self.sessions: dict[str, dict] = {}

    def public(self) -> list[str]:
        shown = [v["name"] for v in self.videos.values() if v["privacy"]["id"] == 1 and not v.get("before")]
        return shown + [c["text"] for c in self.said.values() if c["account"]["name"] == "presse"]

    def refuse(self, ask: Ask) -> Say | None:
        if not self.signed(ask) or self.trouble in ("expired", "revoked"):
            return self.no(401, "The access token has expired", "invalid_token")
        if self.trouble == "scope" and ask.method != "GET":
            return self.no(403, "Cannot update video of another user")
        if self.trouble == "slow":
            return Say(self.no(429, "Too many requests").said, 429, {"Retry-After": "40"})
        return None

    def no(self, status: int, detail: str, code: str = "") -> Say:
        said = {"type": "about:blank", "title": "x", "detail": detail, "status": status}
        return Say(said | ({"code": code} if code else {}), status)

    def open_client(self, ask: Ask) -> Say:
        return Say({"client_id": "cid", "client_secret": "csecret"})

    def open_token(self, ask: Ask) -> Say:
        assert (ask.form["client_id"], ask.form["grant_type"]) == ("cid", "password")
        if (ask.form["username"], ask.form["password"]) != ("presse", self.refresh):
            return self.no(400, "Invalid grant: user credentials are invalid", "invalid_grant")
        self.token = "access-" + self.next()
        if self.trouble == "expired":
            self.trouble = ""
        said = {"token_type": "Bearer", "access_token": self.token, "refresh_token": "r"}
        return Say(said | {"expires_in": 86399, "refresh_token_expires_in": 1209599})

    def me(self, ask: Ask) -> Say:
        channel = {
            "id": 4,
            "name": "auenried",
            "displayName": "Hochschule Auenried",
            "url": f"{self.host}/c/a",
        }
        return Say(
            {
                "username": "presse",
                "account": {"name": "presse"},
                "videoChannels": [channel],
                "videoQuota": -1,
            }
        )

    def begin(self, ask: Ask) -> Say:
        assert (ask.form["channelId"], ask.form["privacy"]) == (4, 3)
        id = self.next()
        total = int(ask.headers["x-upload-content-length"])
        self.sessions[id] = {"name": ask.form["name"], "total": total, "bytes": b"", "done": ""}
        at = self.host.removeprefix("https:")
        return Say(None, 201, {"Location": f"{at}/api/v1/videos/upload-resumable?upload_id={id}"})

    def piece(self, ask: Ask) -> Say:
        session = self.sessions.get(ask.query["upload_id"])
        if session is None:
            return self.no(404, "Upload not found")
        place = ask.headers["content-range"].removeprefix("bytes ").partition("/")[0]
        if place != "*" and not session["done"]:
            assert int(place.partition("-")[0]) == len(session["bytes"])
            session["bytes"] += ask.body
        if len(session["bytes"]) < session["total"]:
            there = {"Range": f"bytes=0-{len(session['bytes']) - 1}"} if session["bytes"] else {}
            return Say(None, 308, there)
        if not session["done"]:
            session["done"] = "v-" + self.next()
            self.videos[session["done"]] = self._video(session["name"], 3)
        return Say({"video": {"id": 1, "uuid": session["done"], "shortUUID": "s"}})

    def open_video(self, ask: Ask, uuid: str) -> Say:
        video = self.videos.get(uuid)
        if video is None:
            return self.no(404, "Video not found")
        if video["privacy"]["id"] != 1 and not self.signed(ask):
            return self.no(401, "Please authenticate to get the video", "invalid_token")
        video["looks"] += 1
        return Say(video | {"state": {"id": 1 if video["looks"] > 1 else 2, "label": "x"}})

    def update(self, ask: Ask, uuid: str) -> Say:
        self.videos[uuid]["privacy"] = {"id": ask.form["privacy"]}
        return Say(None, 204)

    def remove(self, ask: Ask, uuid: str) -> Say:
        return Say(None, 204) if self.videos.pop(uuid, None) else self.no(404, "Video not found")

    def thread(self, ask: Ask, uuid: str) -> Say:
        return Say({"comment": self.comment(uuid, ask.form["text"], "presse")})

    def reply(self, ask: Ask, uuid: str, to: str) -> Say:
        if to not in self.said:
            return self.no(404, "Video comment thread not found")
        return Say({"comment": self.comment(uuid, ask.form["text"], "presse", to)})

    def comment(self, uuid: str, words: str, who: str = "erika", to: str = "") -> dict:
        """Somebody says something below a video."""
        id, at = self.next(), self.now.isoformat().replace("+00:00", ".000Z")
        host = "video.auenried.example" if who == "presse" else "anderswo.example"
        account = {
            "name": who,
            "host": host,
            "displayName": who.title(),
            "url": f"https://{host}/accounts/{who}",
        }
        self.said[id] = {
            "id": int(id),
            "threadId": self.said[to]["threadId"] if to else int(id),
            "inReplyToCommentId": int(to) if to else None,
            "text": words,
            "createdAt": at,
            "updatedAt": at,
            "account": account,
            "isDeleted": False,
            "video": {"id": 1, "uuid": uuid, "name": "x"},
        }
        return self.said[id]

    def open_threads(self, ask: Ask, uuid: str) -> Say:
        return Say({"data": [c for c in self.said.values() if not c["inReplyToCommentId"]][::-1]})

    def open_thread(self, ask: Ask, uuid: str, thread: str) -> Say:
        if thread not in self.said:
            return self.no(404, "Video comment thread not found")
        return Say(self._tree(self.said[thread]))

    def _tree(self, comment: dict) -> dict:
        below = [c for c in self.said.values() if c["inReplyToCommentId"] == comment["id"]]
        return {"comment": comment, "children": [self._tree(c) for c in below]}

    def remove_comment(self, ask: Ask, uuid: str, id: str) -> Say:
        return Say(None, 204) if self.said.pop(id, None) else self.no(404, "Video comment not found")

    def to_us(self, ask: Ask) -> Say:
        return Say({"data": list(self.said.values())[::-1]})

    def _video(self, name: str, privacy: int) -> dict:
        return {"name": name, "privacy": {"id": privacy}, "views": 7, "likes": 2, "comments": 1, "looks": 0}
