"""Commands that have commands of their own: one module each, registered by the command line."""
