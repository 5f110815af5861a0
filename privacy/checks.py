"""System checks that fail closed on anything personal that nobody declared."""
