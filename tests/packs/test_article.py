"""Articles read from files: what is no article is refused with its line."""

import hashlib
from pathlib import Path

import pytest

from app.packs.article import read_article
from app.packs.mistakes import PackError

REFUSED = {
    "empty": (b"", "1: the file is empty: there is no paragraph in it"),
    "blank": (b" \n\t\n", "1: the file is empty: there is no paragraph in it"),
    "not UTF-8": (b"One\ntwo \xff", "2: not UTF-8: invalid start byte; save the file as UTF-8"),
    "UTF-16": ("One".encode("utf-16"), "1: not UTF-8: invalid start byte; save the file as UTF-8"),
    "binary": (b"One\n\x00\x01", "2: no text: it holds U+0000"),
    "a terminal's colours": (b"\x1b[31mOne", "1: no text: it holds U+001B"),
    "huge": (b"a" * 1_000_001, "1: the file is larger than 1 MB, and no article is"),
}


@pytest.mark.parametrize(("content", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_article_is_refused_with_its_line(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(content)

    with pytest.raises(PackError) as raised:
        read_article(path)

    assert str(raised.value) == f"{path}:{problem}"


def test_an_article_has_the_sum_of_its_bytes_and_its_lines_that_are_not_empty(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(content := "\ufeffOne\r\n\r\n  \r\nTwo\u2014three\r\n".encode())

    article = read_article(path)

    assert article.sha256 == hashlib.sha256(content).hexdigest()
    assert article.paragraphs == ["One", "Two\u2014three"]
