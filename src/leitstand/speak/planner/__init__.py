"""The calendar: what goes out when, moved by hand or key, and fetched by other calendars."""
