"""One file per article of the policy. Each looks at a note and says what it found."""
