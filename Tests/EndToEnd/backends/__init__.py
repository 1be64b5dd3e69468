"""Real model servers on a tiny model, for the tests to talk to."""
