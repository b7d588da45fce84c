"""The front page for everybody, where an organisation switched it on: page, feed and JSON."""
