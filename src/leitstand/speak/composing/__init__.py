"""The room where a thought is written, fitted to each account, and handed to the ledger."""
