from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from support.templates import W, text, xml

from cchc_xl.text.tokens import CLOSE, OPEN, POINT, Marked, joined, point, span
from cchc_xl.word.tokens import MARK, drop, lift, marks, stretch

WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=8)
PIECES = st.recursive(
    WORDS | WORDS.map(lambda key: point("ct", key)),
    lambda inner: st.tuples(WORDS, inner, inner).map(lambda t: span("sl", t[0], joined(t[1], t[2]))),
    max_leaves=12,
)


def tree(*texts):
    """A paragraph with a bold run for each text."""
    root = etree.fromstring(xml("document", "<w:p/>"))
    for words in texts:
        run = etree.SubElement(root.find(f"{W}body/{W}p"), W + "r")
        etree.SubElement(etree.SubElement(run, W + "rPr"), W + "b")
        etree.SubElement(run, W + "t").text = words
    return root


def visible(words):
    """The text without its marks, read by hand."""
    kept, hidden = "", False
    for letter in words:
        hidden = letter in (POINT, OPEN) or (hidden and letter != "\ue002")
        kept += letter if not hidden and letter not in ("\ue002", CLOSE) else ""
    return kept


@given(st.lists(PIECES, min_size=1, max_size=4))
def test_lifting_keeps_every_word_its_format_and_the_order_of_the_marks(texts):
    root = tree(*texts)
    assert lift(root) == []
    assert text(root) == "".join(map(visible, texts))
    assert all(run.find(f"{W}rPr/{W}b") is not None for run in root.iter(W + "r"))
    told = [mark.get("what") for mark in root.iter(MARK)]
    assert told == [letter for words in texts for letter in words if letter in (POINT, OPEN, CLOSE)]
    drop(root)
    assert list(root.iter(MARK)) == []
    assert text(root) == "".join(map(visible, texts))


def test_a_stretch_ends_at_its_own_end():
    root = tree(joined("a", span("sl", "1", joined("b", span("vb", "k", "c"), "d")), "e"))
    lift(root)
    (opening,) = marks(root, OPEN, "sl")
    assert "".join(map(text, stretch(opening))) == "bcd"
    assert [text(run) for run in stretch(marks(root, OPEN, "vb")[0])] == ["c"]


def test_a_mark_in_pieces_disappears():
    root = tree("a\ue000b", "c\ue001d\ue002")
    assert lift(root) == []
    assert text(root) == "abcd"


def test_a_stretch_may_begin_in_one_run_and_end_in_another():
    root = tree(Marked("\ue003muc\ue001k\ue002a"), "b", Marked("c\ue004"))
    lift(root)
    assert "".join(map(text, stretch(marks(root, OPEN, "muc")[0]))) == "abc"
