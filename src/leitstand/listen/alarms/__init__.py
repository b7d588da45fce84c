"""The room of alarms: storms over watches, who is told of them and how, drills, and watches for events."""
