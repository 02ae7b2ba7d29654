"""The store: tables, migrations, loading, and every SQL query. Nothing is updated in place but a row's end."""
