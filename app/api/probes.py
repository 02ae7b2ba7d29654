"""Probes: what machines ask that watch over us, most by an address and not by a name."""

PROBES = ("/healthz", "/readyz", "/metrics")
"""Paths that are answered whoever asks, however often, under whatever name, and before all who wait."""
