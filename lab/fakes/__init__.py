"""Stand-ins for commands that would change the machine: they keep a state, and note each call."""
