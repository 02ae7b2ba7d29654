"""What a process tells of itself while it serves: lines for a log, numbers, traces."""
