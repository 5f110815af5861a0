"""The corpus of the identifier filter: 200 texts that hold a unique identifier, and 200 that only look like it."""
