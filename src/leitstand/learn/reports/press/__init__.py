"""Draws, sets and packs reports in short processes, so that no worker keeps their large libraries."""
