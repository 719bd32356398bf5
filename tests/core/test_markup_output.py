"""What a text becomes: links, media, callouts, footnotes, ids, headings, one-line texts."""

from __future__ import annotations

import re

import pytest

from lms.core.markup.compiler import compile_text
from lms.core.markup.values import MediaInfo, Options, Refused, Source

OPTIONS = Options(
    media={
        "media/peta.webp": MediaInfo("/media/1a.webp", "image", 40_000, width=640, height=480),
        "media/wawancara.mp3": MediaInfo("/media/2b.mp3", "audio", 1_234_567),
        "media/rapat.mp4": MediaInfo("/media/3c.mp4", "video", 340_400, width=320, height=180),
        "media/panduan.pdf": MediaInfo("/media/4d.pdf", "file", 2_000_000),
    },
    links={"kritis": "/learn/mp/kritis", "02-hak.md#hak": "/learn/mp/hak"},
)


def block(text: str, options: Options = OPTIONS, **source: str | int) -> str:
    return compile_text(Source(text, **source), options)  # type: ignore[arg-type]


def inline(text: str) -> str:
    return compile_text(Source(text, kind="inline"), OPTIONS)


def test_a_link_to_an_activity_gets_its_address() -> None:
    assert block("[a](#kritis)") == '<p><a href="/learn/mp/kritis">a</a></p>'
    assert block("[a](02-hak.md#hak)") == '<p><a href="/learn/mp/hak">a</a></p>'


def test_a_link_to_nothing_known_is_its_text_with_the_markup_in_it() -> None:
    assert block("x [a *b* c](#lain) y") == "<p>x a <em>b</em> c y</p>"
    assert block("[a](/admin) [b](../x) [c](//x.example)") == "<p>a b c</p>"


def test_a_link_to_another_site_tells_it_nothing() -> None:
    expected = '<a href="https://a.example/?b&amp;c" rel="noopener noreferrer">a</a>'
    assert block("[a](https://a.example/?b&c)") == f"<p>{expected}</p>"
    assert 'href="mailto:a@b.example"' in block("<a@b.example>")


def test_a_number_to_call_is_a_link() -> None:
    assert block("[a](tel:+62-21-500)") == '<p><a href="tel:+62-21-500">a</a></p>'
    assert block("[a](tel:*%2321%23)") == "<p>a</p>"


def test_link_references_come_from_the_rest_of_the_module() -> None:
    text = compile_text(Source("[a][r]", references="[r]: #kritis"), OPTIONS)
    assert text == '<p><a href="/learn/mp/kritis">a</a></p>'


def test_a_picture_has_its_size_and_loads_late() -> None:
    expected = (
        '<p><img alt="Peta peran" decoding="async" height="480" loading="lazy"'
        ' src="/media/1a.webp" width="640"></p>'
    )
    assert block("![Peta peran](media/peta.webp)") == expected
    assert 'alt=""' in block("![-](media/peta.webp)")


def test_an_unknown_picture_is_its_text() -> None:
    assert block("a ![Peta](media/lain.webp) b") == "<p>a Peta b</p>"


def test_a_picture_of_another_site_is_a_link() -> None:
    html = block("![Peta](https://a.example/x.png)")
    assert html == '<p><a href="https://a.example/x.png" rel="noopener noreferrer">Peta</a></p>'
    assert block("[![Peta](https://a.example/x.png)](#kritis)") == (
        '<p><a href="/learn/mp/kritis">Peta</a></p>'
    )


def test_a_recording_becomes_a_player_that_says_its_size() -> None:
    html = block("![Wawancara](media/wawancara.mp3)")
    assert '<audio aria-label="Wawancara" controls="" preload="none" src="/media/2b.mp3">' in html
    assert "Wawancara. Audio, 1,2 MB. " in html
    assert '<a download="" href="/media/2b.mp3">Unduh</a>' in html


def test_a_film_has_its_size_in_pixels_too() -> None:
    html = block("![Rapat](media/rapat.mp4)", Options("en", OPTIONS.media))
    assert "<video" in html
    assert 'height="180"' in html
    assert "Rapat. Video, 340 KB. " in html


def test_a_recording_within_a_sentence_is_a_link() -> None:
    html = block("Dengar ![ini](media/wawancara.mp3) dulu.")
    assert html == (
        '<p>Dengar <a download="" href="/media/2b.mp3">ini (Audio, 1,2 MB)</a> dulu.</p>'
    )


def test_a_document_is_a_link_that_says_its_size() -> None:
    html = block("[Panduan](media/panduan.pdf).")
    assert html == '<p><a href="/media/4d.pdf">Panduan</a> (Berkas, 2,0 MB).</p>'


def test_the_transcript_behind_a_player_is_folded() -> None:
    html = block("![W](media/wawancara.mp3)\n\nTranskrip: Saya *baru* datang.\n\nLalu.")
    assert '<details class="transcript"><summary>Transkrip</summary>' in html
    assert "<p>Saya <em>baru</em> datang.</p></details>" in html
    assert html.endswith("<p>Lalu.</p>")


def test_a_transcript_of_several_paragraphs_is_a_quotation_under_its_word() -> None:
    html = block(
        "![W](media/wawancara.mp3)\n\nTranskrip:\n\n> Satu.\n>\n> Dua.\n\nLalu.\n\n> Kutipan."
    )
    folded = "<summary>Transkrip</summary><p>Satu.</p>\n<p>Dua.</p>\n</details>"
    assert folded in html
    assert "<p>Lalu.</p>\n<blockquote>" in html


def test_what_follows_the_word_directly_is_the_first_paragraph_of_the_transcript() -> None:
    html = block("![W](media/wawancara.mp3)\n\nTranskrip: Satu.\n> Dua.\n\n> [!NOTE]\n> Bukan.")
    assert "<summary>Transkrip</summary><p>Satu.</p><p>Dua.</p>" in html
    assert '</details>\n<div class="admonition note">' in html


def test_a_transcript_without_a_player_is_a_paragraph() -> None:
    assert block("Transkrip: kata") == "<p>Transkrip: kata</p>"


@pytest.mark.parametrize(
    ("written", "kind", "title"),
    [("NOTE", "note", "Catatan"), ("TIP", "tip", "Saran"), ("WARNING", "warning", "Perhatian")],
)
def test_a_callout_has_a_title_in_the_language_of_the_text(
    written: str, kind: str, title: str
) -> None:
    html = block(f"> [!{written}]\n> Periksa.")
    assert f'<div class="admonition {kind}">' in html
    assert f'<p class="admonition-title">{title}</p>' in html
    english = block(f"> [!{written}]\n> x", Options("en"))
    assert f">{written.title()}</p>" in english


@pytest.mark.parametrize("first", ["[!note]", "[!FOO]", "[!NOTE] judul", "[!NOTE]-", "[!NOTE|x]"])
def test_what_only_resembles_a_callout_stays_a_quotation(first: str) -> None:
    html = block(f"> {first}\n> x")
    assert html.startswith("<blockquote>")
    assert first in html


def test_footnotes_are_numbered_in_the_order_of_their_marks() -> None:
    html = block("b[^b] a[^a]\n\n[^a]: catatan a\n[^b]: catatan b\n[^c]: tak dipakai")
    assert 'id="fn-ref-1"><a class="footnote-ref" href="#fn-note-1">1</a>' in html
    assert html.index("catatan b") < html.index("catatan a")
    assert "tak dipakai" not in html
    assert 'role="doc-endnotes"' in html


def test_footnotes_come_from_the_module_and_have_ids_of_the_text() -> None:
    html = compile_text(
        Source("a[^x] b[^x]", footnotes="q3", references="[^x]: kata [^y]\n[^y]: dalam"), OPTIONS
    )
    assert re.findall(r'id="([^"]+)"', html) == [
        "q3-ref-1",
        "q3-ref-1-2",
        "q3-note-1",
        "q3-ref-2",
        "q3-note-2",
    ]
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(re.findall(r'id="([^"]+)"', html))


def test_text_of_the_module_that_is_not_a_definition_is_not_shown() -> None:
    assert compile_text(Source("a", references="```\nrahasia"), OPTIONS) == "<p>a</p>"


def test_headings_move_up_under_the_title_of_the_page() -> None:
    assert block("### a\n\n#### b\n\n###### c") == "<h2>a</h2>\n<h3>b</h3>\n<h5>c</h5>"
    assert block("# a\n\n## b") == "<h2>a</h2>\n<h2>b</h2>"
    assert block("### a", shift=0) == "<h3>a</h3>"
    assert block("###### a", shift=1) == "<h6>a</h6>"


def anchors(text: str) -> list[str]:
    return re.findall(r'id="([^"]+)"', block(text, anchors="p"))


def test_blocks_keep_their_anchors_when_others_change() -> None:
    before = anchors("satu\n\n- dua\n\n> tiga\n\n![x](media/peta.webp)\n\n| a |\n|---|\n| 1 |")
    after = anchors(
        "baru\n\n### x\n\n- dua\n\n![x](media/peta.webp)\n\n> tiga\n\n| a |\n|---|\n| 1 |"
    )
    assert len(before) == 5
    assert set(before[1:]) <= set(after)
    assert all(re.fullmatch(r"p-[0-9a-f]{8}", anchor) for anchor in before)


def test_blocks_that_say_the_same_have_different_anchors() -> None:
    first, second, third = anchors("sama\n\nsama\n\nsama")
    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_a_footnote_more_elsewhere_does_not_move_an_anchor() -> None:
    note = "\n\n[^a]: x\n[^b]: y"
    last = "akhir[^b]"
    assert anchors(f"{last}{note}")[0] in anchors(f"awal[^a]\n\n{last}{note}")


def test_tables_scroll_on_their_own_and_align_without_styles() -> None:
    html = block("| a | b |\n|:--|--:|\n| 1 | 2 |")
    group = '<div class="table-scroll" tabindex="0" role="group" aria-label="Tabel"><table>'
    assert html.startswith(group)
    assert html.endswith("</table></div>")
    assert '<td align="right">2</td>' in html


def test_an_empty_corner_of_a_table_is_no_heading() -> None:
    html = block("| | b |\n|--|--|\n| 1 | 2 |")
    assert "<tr><td></td><th>b</th></tr>" in html.replace("\n", "")


def test_the_word_table_in_a_description_is_left_alone() -> None:
    assert "table-scroll" not in block('![<table> "<table>"](media/peta.webp)')


def test_code_keeps_its_language_and_every_character() -> None:
    html = block('```Python title="x"\na < b && "c"\n\n\n  [x](#kritis) &amp;\n```')
    code = 'a &lt; b &amp;&amp; "c"\n\n\n  [x](#kritis) &amp;amp;\n'
    assert html == f'<pre><code class="language-python">{code}</code></pre>'


def test_terms_have_definitions() -> None:
    assert block("PPK\n:   Pejabat\n") == "<dl>\n<dt>PPK</dt>\n<dd>Pejabat</dd>\n</dl>"


def test_one_line_has_no_paragraph_and_no_blocks() -> None:
    assert inline("# *a* `b`") == "# <em>a</em> <code>b</code>"
    assert inline("1. satu\n- dua") == "1. satu - dua"
    assert inline("[a]: https://b.example") != ""
    assert inline("    a[^1]") == "a[^1]"


def test_an_empty_text_is_empty() -> None:
    assert block("") == block(" \n\n") == inline("") == ""


def test_characters_of_private_use_pass() -> None:
    assert block("\ue000a\ue001") == "<p>\ue000a\ue001</p>"


def test_broken_characters_are_replaced() -> None:
    assert block("a\0b\ud800c") == "<p>a\ufffdb\ufffdc</p>"


def test_a_backslash_breaks_a_line_as_two_spaces_do() -> None:
    assert block("a\\\nb  \nc").count("<br>") == 2


@pytest.mark.parametrize("prefix", ["", "A", "a b", 'a"', "-a"])
def test_a_prefix_that_could_break_an_attribute_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        Source("a", anchors=prefix)


def test_a_text_that_grows_out_of_proportion_is_refused() -> None:
    label = "x" * 2_000
    marks = "\n\n".join("[a]" for _ in range(100))
    links = Options(links={"a": "/" + label})
    with pytest.raises(Refused) as refused:
        compile_text(Source(f"[a]: #a\n\n{marks}"), links)
    assert refused.value.reason == "size"
