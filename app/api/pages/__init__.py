"""What pages for people are made of: the API's own answers, put into templates."""
