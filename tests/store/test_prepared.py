"""Prepared queries are the same whoever asks first, and however many do so at once."""

import subprocess
import sys

PROCESSES = 30

IN_MANY_PROCESSES = f"""
import os, sys, threading
from sqlalchemy.dialects import sqlite
from app.store import facts, pages, periods, vocabulary

sys.setswitchinterval(1e-5)

def spell(dialect, met, spelt):
    met.wait()
    try:
        spelt.add(repr([
            periods._stated_newest(dialect, of_source=True), periods._stated_labelled(dialect),
            periods._stated_ending(dialect), periods._figures(dialect, "quarter"), periods._mentions_ending(dialect),
            periods._facts_of_rows(dialect, 4), vocabulary._company_called(dialect), facts._fact_of(dialect),
        ]))
    except BaseException as error:
        spelt.add(repr(error))

def spell_in_threads():
    met, spelt = threading.Barrier(4), set()
    threads = [threading.Thread(target=spell, args=(sqlite.dialect(), met, spelt)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return "\\n".join(sorted(spelt))

for _ in range({PROCESSES}):
    ours, theirs = os.pipe()
    if not os.fork():
        os.write(theirs, spell_in_threads().encode()[:60_000])
        os._exit(0)
    os.close(theirs)
    with open(ours) as file: print(file.read())
    os.wait()
"""


def test_who_asks_first_and_who_asks_with_them_ask_the_same() -> None:
    """Each process is forked before any query was put together; four threads of it begin at once."""
    told = subprocess.run([sys.executable, "-c", IN_MANY_PROCESSES], capture_output=True, text=True, check=True)

    spelt = told.stdout.splitlines()
    assert len(spelt) == PROCESSES
    assert len(set(spelt)) == 1
    assert "other.nature" in spelt[0]
