"""Small ASGI layers around the app; each says what it does and why it stands there."""
