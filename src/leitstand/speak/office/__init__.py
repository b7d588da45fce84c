"""The room of the office: who answers for what, with how much time, and how it is handed over."""
