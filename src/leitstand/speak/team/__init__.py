"""The room where a team works through its inbox together: many at once, the palette, the pages."""
