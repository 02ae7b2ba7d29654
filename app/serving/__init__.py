"""What a process is while it serves: what of its connections it puts up with, and how it ends."""
