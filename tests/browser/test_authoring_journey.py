"""The main job of an instructor, once: a course from nothing, out of a Word document and a zip that
holds errors, mended, published; changed while a learner is in its quiz, and taken back.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.authoring.documents import document, guide
from tests.authoring.test_uploads import packed
from tests.browser.steps import button, choose, enrol, expect_saved, hand_in, link, start_quiz
from tests.browser.test_editor import expect_saved as expect_text_saved
from tests.browser.test_editor import text_of
from tests.browser.visitor import Visitor

TITLE = "Pelayanan Prima"
KEY = "pelayanan-prima"
QUIZ = f"/learn/{KEY}/kuis-prima"
QUIZ_FILE = "03-kuis.md"
UPLOAD_LIMIT_MS = 30_000

OLD = "Kapan aduan dijawab?"
OLD_RIGHT, OLD_WRONG = "Paling lama 14 hari", "Bila sempat"
NEW = "Kapan aduan daring dijawab?"
NEW_RIGHT = "Paling lama 5 hari kerja"
SECOND, SECOND_RIGHT = "Siapa yang menyapa lebih dahulu?", "Petugas"

HEAD = f"""---
format: 1
id: {KEY}
title: {TITLE}
ringkasan: Menyambut warga dan menjawab aduannya.
hours: 2
competency: teknis
complete: {{lessons: all, score: 70}}
---
Untuk setiap petugas loket, sebelum hari pertamanya.
"""
MODULE = f"""---
id: kuis
title: Kuis
---
# Kuis pelayanan {{#kuis-prima .quiz pass=70 attempts=2}}

## {OLD} {{#s1}}
- ( ) {OLD_RIGHT}
- ( ) {OLD_WRONG}

## {SECOND} {{#s2}}
- (x) {SECOND_RIGHT}
- ( ) Warga
"""
"""A key of the head is misspelt, and no option of the first question is marked as right."""


def test_a_course_is_written_published_changed_during_a_quiz_and_taken_back(
    visit: Callable[..., Visitor], work_off: Callable[[], None]
) -> None:
    desk = visit(width=1280)
    begin_a_course(desk)
    upload_the_word_document(desk.page)
    upload_the_zip_with_errors(desk.page)
    name_the_summary_rightly(desk.page)
    mark_the_right_option(desk.page)
    say_what_the_picture_shows(desk.page)
    preview_the_quiz(desk.page)
    phone = visit()
    see_nothing_of_it_yet(phone)
    publish_for_the_first_time(desk.page)
    work_off()

    find_the_course_and_answer_one_question(phone)
    rewrite_the_question(desk)
    publish_the_change(desk.page)
    go_on_with_what_was_asked(phone.page)
    see_it_graded_by_the_old_key(phone.page)

    other = visit()
    meet_the_new_question(other)
    go_back_to_the_first_revision(desk)
    keep_the_paper_that_is_open(other.page)
    meet_the_old_question_again(visit(), "gita")
    begin_once_more_with_the_old_question(phone)
    assert desk.errors + phone.errors + other.errors == []


def begin_a_course(visitor: Visitor) -> None:
    page = visitor.sign_in("bima")
    visitor.open("/")
    page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Tulis").click()
    link(page, "Buat kursus").click()
    page.get_by_label("Judul kursus").first.press_sequentially(TITLE)
    expect(page.locator("#key")).to_have_value(KEY)
    page.get_by_label("Kosong: satu materi tanpa isi").check()
    button(page, "Buat kursus").click()
    page.wait_for_url(f"**/authoring/{KEY}")
    expect(page.locator(".flash")).to_contain_text("Belum ada yang dapat melihatnya selain Anda.")
    expect(page.locator(".page-header")).to_contain_text("Belum terbit")
    expect(page.locator(".files")).to_contain_text(["course.md", "01-pembuka.md"])


def upload_the_word_document(page: Page) -> None:
    upload(page, "Panduan Loket.docx", document(guide()))
    expect(page.locator("#draft .files")).to_contain_text(
        ["course.md", "02-panduan-loket.md", "media/"]
    )
    expect(findings_of(page, "02-panduan-loket.md")).to_have_count(1)


def upload_the_zip_with_errors(page: Page) -> None:
    files = {"course.md": HEAD.encode(), QUIZ_FILE: MODULE.encode()}
    upload(page, "pelayanan-prima.zip", packed(files, top="pelayanan-prima/"))
    expect(page.locator("#draft")).to_contain_text("3 galat")
    expect(findings_of(page, "course.md")).to_contain_text("summary")
    expect(findings_of(page, QUIZ_FILE)).to_have_count(1)


def name_the_summary_rightly(page: Page) -> None:
    jump_to_the_finding(page, "course.md", "ringkasan: Menyambut")
    for _ in "ringkasan":
        page.keyboard.press("Delete")
    page.keyboard.type("summary")
    expect_mended(page)


def mark_the_right_option(page: Page) -> None:
    jump_to_the_finding(page, QUIZ_FILE, f"## {OLD}")
    page.keyboard.press("ArrowDown")
    for _ in "- (":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    page.keyboard.type("x")
    expect_mended(page)
    expect(page.locator("#preview .answer-key").first).to_contain_text(OLD_RIGHT)


def say_what_the_picture_shows(page: Page) -> None:
    jump_to_the_finding(page, "02-panduan-loket.md", "![](media/")
    for _ in "![":
        page.keyboard.press("ArrowRight")
    page.keyboard.type("Denah loket")
    expect_mended(page)
    expect(page.get_by_role("img", name="Denah loket")).to_be_visible()


def preview_the_quiz(page: Page) -> None:
    link(page, "Pratinjau sebagai peserta").click()
    page.locator(".contents").get_by_role("link", name="Kuis pelayanan").click()
    expect(page.locator(".preview-banner")).to_contain_text("peserta belum melihat naskah ini")
    expect(page.locator(".question")).to_contain_text([OLD, SECOND])
    expect(page.locator("main")).not_to_contain_text("Kunci")
    link(page, "Kembali ke naskah").click()
    expect(text_of(page)).to_contain_text(OLD)


def see_nothing_of_it_yet(visitor: Visitor) -> None:
    page = visitor.sign_in("ayu")
    visitor.open(f"/courses/{KEY}")
    assert visitor.status == 404
    expect(page.locator("main")).not_to_contain_text(TITLE)


def publish_for_the_first_time(page: Page) -> None:
    to_workspace(page, "Tinjau dan terbitkan")
    contents = page.locator(".first-contents li")
    expect(contents.first).to_have_text("Materi pertama")
    expect(contents.last).to_have_text("Kuis pelayanan")
    button(page, "Terbitkan").click()
    expect(page.locator(".flash")).to_have_text("Revisi 1 terbit.")
    expect(page.locator("main")).to_contain_text("sama dengan revisi 1 yang sedang terbit")


def find_the_course_and_answer_one_question(visitor: Visitor) -> None:
    page = visitor.open("/courses?q=menyambut+warga")
    link(page, TITLE).click()
    expect(page.locator(".lead")).to_have_text("Menyambut warga dan menjawab aduannya.")
    button(page, "Ikuti kursus ini").click()
    page.locator("main").get_by_role("link", name="Menyambut warga").first.click()
    expect(page.locator(".prose")).to_contain_text("Sapa dahulu, lalu dengarkan.")
    start_quiz(visitor, QUIZ)
    choose(page, 1, OLD_RIGHT)
    expect_saved(page, 1)


def rewrite_the_question(visitor: Visitor) -> None:
    """Text and options, so that what was right before stands nowhere any more."""
    page = visitor.open(f"/authoring/{KEY}")
    link(page, QUIZ_FILE).click()
    write_over(page, f"## {OLD}", f"## {NEW} {{#s1}}")
    write_over(page, OLD_RIGHT, f"- (x) {NEW_RIGHT}")
    write_over(page, OLD_WRONG, f"- ( ) {OLD_RIGHT}")
    expect(page.locator("#findings-count")).to_have_text("Tidak ada temuan di berkas ini.")
    expect_text_saved(page)


def publish_the_change(page: Page) -> None:
    to_workspace(page, "Tinjau dan terbitkan")
    changed = page.locator("#change-kuis-prima")
    expect(changed.locator("del")).to_contain_text(["Bila sempat"])
    expect(changed.locator("ins").first).to_contain_text("daring")
    expect(changed).not_to_contain_text(SECOND)
    expect(page.locator("#publish + p")).to_contain_text(
        "Peserta yang sedang mengerjakan kuis tetap mengerjakan soal yang mereka mulai."
    )
    page.get_by_label("Catatan").fill("Soal aduan mengikuti aturan baru.")
    button(page, "Terbitkan").click()
    expect(page.locator(".flash")).to_have_text("Revisi 2 terbit.")


def go_on_with_what_was_asked(page: Page) -> None:
    """Without leaving the page, and after opening it again."""
    choose(page, 2, SECOND_RIGHT)
    expect_saved(page, 2)
    page.reload()
    expect_question(page, OLD, OLD_RIGHT, OLD_WRONG)
    expect(page.locator("#soal-1 .option:has(:checked)")).to_have_text(OLD_RIGHT)
    expect(page.locator("#soal-2 .option:has(:checked)")).to_have_text(SECOND_RIGHT)


def see_it_graded_by_the_old_key(page: Page) -> None:
    hand_in(page)
    expect(page.locator(".result b")).to_have_text("100")
    first = page.locator(".question").first
    expect(first).to_contain_text(OLD)
    expect(first.get_by_text("Benar", exact=True)).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(NEW_RIGHT)


def meet_the_new_question(visitor: Visitor) -> None:
    visitor.sign_in("fajar")
    enrol(visitor, KEY)
    page = start_quiz(visitor, QUIZ)
    expect_question(page, NEW, NEW_RIGHT, OLD_RIGHT)
    choose(page, 1, NEW_RIGHT)
    expect_saved(page, 1)


def go_back_to_the_first_revision(visitor: Visitor) -> None:
    page = visitor.open(f"/authoring/{KEY}/review")
    to_workspace(page, "Revisi")
    rows = page.locator("tbody tr")
    expect(rows).to_contain_text(["Revisi 2 Dilihat peserta", "Revisi 1"])
    expect(rows.first).to_contain_text("Soal aduan mengikuti aturan baru.")
    link(page, "Revisi 1").click()
    page.locator("summary", has_text="Tampilkan revisi ini kepada peserta").click()
    expect(page.locator(".confirm[open]")).to_contain_text(
        "percobaan kuis yang sedang berjalan diteruskan dengan soalnya sendiri"
    )
    button(page, "Tampilkan revisi ini kepada peserta").click()
    expect(page.locator(".flash")).to_have_text("Peserta sekarang melihat revisi 1.")
    expect(page.locator("tbody tr")).to_contain_text(["Revisi 2", "Revisi 1 Dilihat peserta"])


def keep_the_paper_that_is_open(page: Page) -> None:
    page.reload()
    expect_question(page, NEW, NEW_RIGHT, OLD_RIGHT)
    expect(page.locator("#soal-1 .option:has(:checked)")).to_have_text(NEW_RIGHT)


def meet_the_old_question_again(visitor: Visitor, who: str) -> None:
    visitor.sign_in(who)
    enrol(visitor, KEY)
    expect_question(start_quiz(visitor, QUIZ), OLD, OLD_RIGHT, OLD_WRONG)


def begin_once_more_with_the_old_question(visitor: Visitor) -> None:
    expect_question(start_quiz(visitor, QUIZ), OLD, OLD_RIGHT, OLD_WRONG)


def upload(page: Page, name: str, data: bytes) -> None:
    """Send a file from the page of the draft."""
    kind = "application/octet-stream"
    page.set_input_files(
        "input[type=file]", files=[{"name": name, "mimeType": kind, "buffer": data}]
    )
    button(page, "Unggah").click()
    expect(page.locator("[data-upload-state]")).to_contain_text(
        "2 berkas tersimpan.", timeout=UPLOAD_LIMIT_MS
    )


def findings_of(page: Page, file: str) -> Locator:
    """What the page of the draft lists of one file."""
    group = page.locator(".findings details", has=page.locator("summary", has_text=file))
    return group.locator("li.error")


def jump_to_the_finding(page: Page, file: str, line: str) -> None:
    """From the page of the draft into the editor; the cursor stands before that line."""
    to_workspace(page, "Naskah")
    findings_of(page, file).get_by_role("link").click()
    page.wait_for_url(f"**/files/{file}?line=*")
    expect(page.locator("#code .cm-activeLine")).to_contain_text(line)
    expect(page.locator("#code .cm-content")).to_be_focused()


def expect_mended(page: Page) -> None:
    """The editor's check has nothing left to say, and the text is stored."""
    expect(page.locator("#findings-count")).to_have_text("Tidak ada temuan di berkas ini.")
    expect_text_saved(page)


def write_over(page: Page, old: str, new: str) -> None:
    """Replace the one line of the editor's text that holds these words."""
    page.locator("#code .cm-line", has_text=old).click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    # Over what is selected, Chromium would type with an inline style, which the policy refuses.
    page.keyboard.press("Delete")
    page.keyboard.type(new)


def to_workspace(page: Page, name: str) -> None:
    """Open another page of the course's workspace."""
    page.locator(".workspace-menu").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("h1")).to_have_text(name)


def expect_question(page: Page, text: str, *options: str) -> None:
    """The first question of the paper reads like this."""
    expect(page.locator("#soal-1 > .prose")).to_have_text(text)
    expect(page.locator("#soal-1 .option")).to_have_text(list(options))
