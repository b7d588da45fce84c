"""Filters of this verb's templates."""
