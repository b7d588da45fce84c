"""A fake of YouTube's Data API v3, written from Google's reference of the interface."""

from __future__ import annotations

from typing import ClassVar

from tests.fakes import Ask, Fake, Say

CHANNEL = "UCauenried0000000000000"


class YouTube(Fake):
    """One channel, its videos and their comments; an upload in pieces."""

    host = "https://www.googleapis.com"
    also = ("oauth2.googleapis.com", "www.youtube.com")
    given: ClassVar = {"client": "c", "client_secret": "s", "refresh": "refresh-1"}
    routes = (
        ("POST", "/token", "open_token"),
        ("GET", "/oembed", "open_oembed"),
        ("GET", "/youtube/v3/channels", "channels"),
        ("POST", "/upload/youtube/v3/videos", "begin"),
        ("PUT", "/session/(\\w+)", "piece"),
        ("GET", "/youtube/v3/videos", "videos"),
        ("PUT", "/youtube/v3/videos", "update"),
        ("DELETE", "/youtube/v3/videos", "remove"),
        ("GET", "/youtube/v3/playlistItems", "playlist"),
        ("GET", "/youtube/v3/commentThreads", "threads"),
        ("POST", "/youtube/v3/commentThreads", "thread"),
        ("GET", "/youtube/v3/comments", "comments"),
        ("POST", "/youtube/v3/comments", "reply"),
        ("POST", "/youtube/v3/comments/setModerationStatus", "moderated"),
        ("DELETE", "/youtube/v3/comments", "remove_comment"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.refresh = "refresh-1"
        self.films: dict[str, dict] = {"v0": self._film("Begrüßung", "public")}
        self.said: dict[str, dict] = {}
        self.sessions: dict[str, dict] = {}
        self.audited = True
        self.granted = "openid https://www.googleapis.com/auth/youtube.force-ssl"

    def public(self) -> list[str]:
        films = [
            f["snippet"]["title"] for f in self.films.values() if f["status"]["privacyStatus"] == "public"
        ]
        return films[1:] + [c["snippet"]["textOriginal"] for c in self.said.values() if c["ours"]]

    def refuse(self, ask: Ask) -> Say | None:
        if not self.signed(ask) or self.trouble in ("expired", "revoked"):
            return self._no(401, "authError", "Request had invalid authentication credentials.")
        if self.trouble == "scope":
            return self._no(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        if self.trouble == "slow":
            return self._no(403, "quotaExceeded", "You have exceeded your quota.", "youtube.quota")
        return None

    def open_token(self, ask: Ask) -> Say:
        if ask.form["client_secret"] != "s":
            return Say({"error": "invalid_client", "error_description": "Unauthorized"}, 401)
        if ask.form["grant_type"] == "refresh_token" and ask.form["refresh_token"] != self.refresh:
            return Say({"error": "invalid_grant", "error_description": "Token has been revoked."}, 400)
        self.token = "access-" + self.next()
        if self.trouble == "expired":
            self.trouble = ""
        said = {"access_token": self.token, "expires_in": 3599, "token_type": "Bearer", "scope": self.granted}
        return Say(said | ({"refresh_token": self.refresh} if "code" in ask.form else {}))

    def open_oembed(self, ask: Ask) -> Say:
        film = self.films.get(ask.query["url"].rpartition("v=")[2])
        if film is None:
            return Say(b"Not Found", 404)
        return (
            Say({"type": "video"}) if film["status"]["privacyStatus"] == "public" else Say(b"Forbidden", 403)
        )

    def channels(self, ask: Ask) -> Say:
        snippet = {"title": "Hochschule Auenried", "customUrl": "@auenried"}
        return Say({"items": [{"id": CHANNEL, "snippet": snippet}]})

    def begin(self, ask: Ask) -> Say:
        id = "s" + self.next()
        total = int(ask.headers["x-upload-content-length"])
        self.sessions[id] = {"video": ask.form, "total": total, "bytes": b"", "done": None}
        return Say(None, 200, {"Location": f"{self.host}/session/{id}"})

    def piece(self, ask: Ask, id: str) -> Say:
        session = self.sessions.get(id)
        if session is None:
            return Say(None, 404)
        place, _slash, _total = ask.headers["content-range"].removeprefix("bytes ").partition("/")
        if place != "*" and session["done"] is None:
            assert int(place.partition("-")[0]) == len(session["bytes"])
            session["bytes"] += ask.body
        if len(session["bytes"]) < session["total"]:
            there = {"Range": f"bytes=0-{len(session['bytes']) - 1}"} if session["bytes"] else {}
            return Say(None, 308, there)
        if session["done"] is None:
            session["done"] = "v" + self.next()
            said = session["video"]
            self.films[session["done"]] = self._film(
                said["snippet"]["title"], said["status"]["privacyStatus"]
            )
        return Say({"kind": "youtube#video", "id": session["done"]}, 201)

    def videos(self, ask: Ask) -> Say:
        film = self.films.get(ask.query["id"])
        return Say({"items": [{"kind": "youtube#video", "id": ask.query["id"], **film}] if film else []})

    def update(self, ask: Ask) -> Say:
        film = self.films.get(ask.form["id"])
        if film is None:
            return self._no(404, "videoNotFound", "The video cannot be found.")
        film["status"]["privacyStatus"] = ask.form["status"]["privacyStatus"] if self.audited else "private"
        return Say({"kind": "youtube#video", "id": ask.form["id"], "status": film["status"]})

    def remove(self, ask: Ask) -> Say:
        if self.films.pop(ask.query["id"], None) is None:
            return self._no(404, "videoNotFound", "The video cannot be found.")
        return Say(None, 204)

    def playlist(self, ask: Ask) -> Say:
        assert ask.query["playlistId"] == "UU" + CHANNEL[2:]
        items = [
            {
                "kind": "youtube#playlistItem",
                "id": "p" + id,
                "snippet": f["snippet"] | {"resourceId": {"videoId": id}},
            }
            for id, f in self.films.items()
        ]
        return Say({"items": items[::-1]})

    def threads(self, ask: Ask) -> Say:
        tops = [c for c in self.said.values() if not c["snippet"].get("parentId")]
        if video := ask.query.get("videoId"):
            tops = [c for c in tops if c["snippet"]["videoId"] == video]
        items = [self._thread(c) for c in sorted(tops, key=lambda c: c["snippet"]["publishedAt"])[::-1]]
        start, size = int(ask.query.get("pageToken") or 0), int(ask.query["maxResults"])
        more = {"nextPageToken": str(start + size)} if start + size < len(items) else {}
        return Say({"items": items[start : start + size], **more})

    def comments(self, ask: Ask) -> Say:
        if "parentId" in ask.query:
            found = [c for c in self.said.values() if c["snippet"].get("parentId") == ask.query["parentId"]]
        else:
            found = [c for c in self.said.values() if c["id"] == ask.query["id"]]
        return Say({"items": found})

    def thread(self, ask: Ask) -> Say:
        snippet = ask.form["snippet"]
        if snippet["videoId"] not in self.films:
            return self._no(404, "videoNotFound", "The video cannot be found.")
        words = snippet["topLevelComment"]["snippet"]["textOriginal"]
        comment = self.comment(snippet["videoId"], words, ours=True)
        return Say(
            {"kind": "youtube#commentThread", "id": comment["id"], "snippet": {"topLevelComment": comment}}
        )

    def reply(self, ask: Ask) -> Say:
        parent = self.said.get(ask.form["snippet"]["parentId"])
        if parent is None:
            return self._no(404, "parentCommentNotFound", "The specified parent comment could not be found.")
        words = ask.form["snippet"]["textOriginal"]
        return Say(self.comment(parent["snippet"]["videoId"], words, parent=parent["id"], ours=True))

    def moderated(self, ask: Ask) -> Say:
        self.said[ask.query["id"]]["snippet"]["moderationStatus"] = ask.query["moderationStatus"]
        return Say(None, 204)

    def remove_comment(self, ask: Ask) -> Say:
        if self.said.pop(ask.query["id"], None) is None:
            return self._no(404, "commentNotFound", "The comment cannot be found.")
        return Say(None, 204)

    def comment(self, video: str, words: str, *, parent: str = "", ours: bool = False) -> dict:
        """Somebody, or we, say something below a video."""
        id = f"{parent}.{self.next()}" if parent else "c" + self.next()
        author = (CHANNEL, "@auenried") if ours else ("UCerika", "@erika")
        snippet = {
            "videoId": video,
            "textOriginal": words,
            "textDisplay": words,
            "authorChannelId": {"value": author[0]},
            "authorDisplayName": author[1],
            "publishedAt": self.now.isoformat().replace("+00:00", "Z"),
            "updatedAt": self.now.isoformat().replace("+00:00", "Z"),
            "likeCount": 2,
        }
        said = snippet | ({"parentId": parent} if parent else {})
        self.said[id] = {"kind": "youtube#comment", "id": id, "snippet": said, "ours": ours}
        return self.said[id]

    def _thread(self, top: dict) -> dict:
        replies = [c for c in self.said.values() if c["snippet"].get("parentId") == top["id"]]
        snippet = {
            "videoId": top["snippet"]["videoId"],
            "topLevelComment": top,
            "totalReplyCount": len(replies),
        }
        shown = {"replies": {"comments": replies[:5]}} if replies else {}
        return {"kind": "youtube#commentThread", "id": top["id"], "snippet": snippet, **shown}

    def _film(self, title: str, privacy: str) -> dict:
        return {
            "snippet": {"title": title, "publishedAt": "2026-03-02T08:00:00Z", "channelId": CHANNEL},
            "status": {"privacyStatus": privacy, "uploadStatus": "processed"},
            "statistics": {"viewCount": "12", "likeCount": "3", "commentCount": "1"},
        }

    def _no(self, status: int, reason: str, message: str, domain: str = "youtube.api") -> Say:
        one = {"message": message, "domain": domain, "reason": reason}
        return Say({"error": {"code": status, "message": message, "errors": [one]}}, status)
