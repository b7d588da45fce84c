"""Reports: what the week, a goal, a network, a voice, a campaign or a storm was like, with doubt."""
