"""The text of a mail: HTML made plain by libraries, quoted lines and the whole kept within bounds."""

import html as entities
import re

import nh3
from markdownify import markdownify

from milepost.integrations.mail.charsets import lines

LONGEST = 60_000
LONGEST_QUOTED = 4_000
LONGEST_HTML = 400_000
DEEPEST_HTML = 200
_BLOCKS = {"p", "br", "div", "blockquote", "ul", "ol", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
_TAGS = {*_BLOCKS, "a", "b", "strong", "i", "em", "code", "pre"}
_QUOTE_BEGINS = re.compile(
    r"^\s*(-{2,}\s*(original message|ursprüngliche nachricht|message d'origine|forwarded message)|_{20,}$"
    r"|(on|am|le)\b.{4,200}\b(wrote|schrieb|a écrit)\b.{0,60}:\s*$)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_NESTING = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,30})")
_CLOSED_BY_THEMSELVES = {
    *("p", "li", "td", "th", "tr", "dt", "dd", "option", "br", "hr", "img", "input", "meta", "link", "col", "area"),
    *("base", "embed", "source", "track", "wbr", "o:p", "html", "body", "head", "tbody", "thead"),
}
_MANY_BLANKS = re.compile(r"\n{3,}")


def text_of_html(html: str) -> str:
    """Return HTML as Markdown: scripts, styles and pictures gone, links and lists kept.

    The HTML is made harmless and small first. What is nested more deeply than any mail program writes loses all its
    tags: to understand it would take time that grows with the square of its depth.
    """
    html = html[:LONGEST_HTML]
    if _depth(html) > DEEPEST_HTML:
        return tidy(entities.unescape(_TAG.sub(" ", html)))
    clean = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style", "title"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return tidy(markdownify(clean, heading_style="ATX", bullets="-", escape_misc=False))


def _depth(html: str) -> int:
    """Return how many elements stand in each other at most, by their tags alone."""
    depth = deepest = 0
    for match in _NESTING.finditer(html):
        if match[2].lower() not in _CLOSED_BY_THEMSELVES:
            depth = max(0, depth + (-1 if match[1] else 1))
            deepest = max(deepest, depth)
    return deepest


def tidy(text: str) -> str:
    """Return the text without trailing blanks and with one empty line at most between paragraphs."""
    trimmed = "\n".join(line.rstrip() for line in lines(text).split("\n"))
    return _MANY_BLANKS.sub("\n\n", trimmed).strip()


def bounded(text: str, cut_words: str) -> str:
    """Return a text with its quoted lines and its whole length within bounds; `cut_words` says that it was cut."""
    kept: list[str] = []
    quoted, is_below, was_cut = 0, False, False
    for line in text.split("\n"):
        is_below = is_below or bool(_QUOTE_BEGINS.match(line[:300]))
        if is_below or line.startswith(">"):
            quoted += len(line) + 1
            if quoted > LONGEST_QUOTED:
                was_cut = True
                continue
        kept.append(line)
    whole = "\n".join(kept)
    if len(whole) > LONGEST:
        whole, was_cut = whole[:LONGEST], True
    return f"{whole.rstrip()}\n\n*{cut_words}*" if was_cut else whole
