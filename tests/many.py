"""A plain function that makes a database large."""

import sqlite3
from contextlib import closing
from pathlib import Path


def multiply(path: Path, facts: int) -> None:
    """Repeat the facts of a database under other ids, until there are so many; of its indexes only that of ids stays.

    To keep all of them would take ten times as long.
    """
    with closing(sqlite3.connect(path)) as connection:
        named = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'fact' AND sql NOT LIKE '%(id)'"
        for (name,) in connection.execute(named).fetchall():
            connection.execute(f"DROP INDEX {name}")
        columns = [row[1] for row in connection.execute("PRAGMA table_info(fact)") if row[1] not in ("pk", "id")]
        (there,) = connection.execute("SELECT count(*) FROM fact").fetchone()
        numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT :times)"
        same = ", ".join(f'"{column}"' for column in columns)
        copies = f"INSERT INTO fact (id, {same}) {numbers} SELECT id || '-' || x, {same} FROM n, fact LIMIT :more"  # noqa: S608
        connection.execute(copies, {"times": facts // there + 1, "more": facts - there})
        connection.commit()
