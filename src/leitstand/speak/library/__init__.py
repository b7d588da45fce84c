"""The room of the media library: pictures and films with their rights, and where they are used."""
