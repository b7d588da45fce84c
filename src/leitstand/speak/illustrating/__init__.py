"""The room where a picture is chosen for a thought."""
