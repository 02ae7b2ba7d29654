"""One file a resource: typed dependencies in, one call, a domain value out."""
