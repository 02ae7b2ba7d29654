"""What clients get: one shape a noun, filled from the domain's values. Keys are added within /v1, never renamed."""
