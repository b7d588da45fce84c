"""Webmentions (https://www.w3.org/TR/webmention/): links to our pages, and telling others that we link."""
