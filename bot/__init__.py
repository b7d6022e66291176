"""Everything that awaits: Matrix, the clock, the outbox, the sentences, the command line."""

VERSION = "0.1.0"
