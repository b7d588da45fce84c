"""Decisions with their reasons: taken, proposed to a group, looked back on, and public if we like."""
