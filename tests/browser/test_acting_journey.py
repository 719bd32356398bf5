"""Citra finds who has not begun, reminds them, is told who was skipped, and praises; Ayu reads both."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.steps import button, link
from tests.browser.visitor import Visitor

REMINDER = "Mari mulai pekan ini; setengah jam pun baik."
PRAISE = "Rencana Anda jelas dan dapat dijalankan. Terima kasih."


def test_a_supervisor_reminds_and_praises_and_the_learner_reads_it(
    visit: Callable[..., Visitor], work_off: Callable[[], None]
) -> None:
    citra, ayu = visit(), visit()
    citra.sign_in("citra")
    page = citra.open("/supervision")
    page.get_by_label("Status").select_option("not-enrolled")
    button(page, "Tampilkan").click()
    link(page, "Ingatkan yang tampil (1)").click()
    page.get_by_text("Siapa yang menerima").click()
    expect(page.get_by_text("Ayu Lestari, S.T.")).to_be_visible()
    expect(page.get_by_label("Pesan")).not_to_have_value("")
    page.get_by_label("Pesan").fill(REMINDER)
    button(page, "Kirim pengingat").click()
    expect(page.get_by_text("Pengingat sedang dikirim")).to_be_visible()
    work_off()
    expect(page.get_by_text("Terkirim 1.")).to_be_visible()

    page = citra.open("/supervision?status=not-enrolled")
    link(page, "Ayu Lestari").click()
    page.get_by_text("Ingatkan", exact=True).click()
    expect(page.get_by_text("1 dari paling banyak 2")).to_be_visible()
    button(page, "Kirim pengingat").click()
    expect(page.get_by_role("status")).to_contain_text("Pengingat untuk Ayu Lestari")
    page = citra.open("/supervision/reminders/new?status=not-enrolled")
    page.get_by_text("Siapa yang dilewati, dan mengapa").click()
    expect(page.get_by_text("Ayu Lestari, S.T.: sudah diingatkan 2 kali")).to_be_visible()

    link(page, "Kembali ke daftar").click()
    link(page, "Ayu Lestari").click()
    page.get_by_text("Beri apresiasi", exact=True).click()
    words = page.locator("#praise-content")
    words.fill(" ")
    button(page, "Kirim apresiasi").click()
    expect(page.get_by_role("alert")).to_contain_text("Pesan")
    words.fill(PRAISE)
    button(page, "Kirim apresiasi").click()
    expect(page.get_by_role("status")).to_contain_text("Apresiasi untuk Ayu Lestari")
    expect(page.get_by_text(PRAISE)).to_be_visible()

    ayu.sign_in("ayu")
    page = ayu.open("/notices")
    expect(page.get_by_text(REMINDER)).to_be_visible()
    link(page, "Baca semua pesan dari atasan saya").click()
    expect(page.get_by_text(PRAISE)).to_be_visible()
    expect(page.get_by_text(REMINDER)).to_have_count(0)
    assert not citra.errors
    assert not ayu.errors
