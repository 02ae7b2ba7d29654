"""Pictures of answers: one Vega-Lite specification for each kind, made by pure functions, drawn in a process apart."""
