"""An outside certificate: Ayu photographs it and hands it in from her phone, Citra verifies it, and it
counts on Ayu's page and in Citra's unit."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.steps import button, link
from tests.browser.visitor import Visitor
from tests.factories.courses import png

PHOTO = {"name": "sertifikat.png", "mimeType": "image/png", "buffer": png()}
TITLE = "Lokakarya perkerasan jalan"


def test_an_outside_certificate_is_handed_in_verified_and_counted(
    visit: Callable[..., Visitor],
) -> None:
    ayu, citra = visit(), visit(width=1280)
    ayu.sign_in("ayu")
    page = ayu.open("/")
    expect(page.get_by_text("12 JP dari 20 JP")).to_be_visible()
    link(page, "Lihat jam belajar saya").click()
    link(page, "Ajukan bukti belajar").click()
    link(page, "Lokakarya").click()
    page.get_by_label("Judul kegiatan").fill(TITLE)
    page.get_by_label("Lembaga penyelenggara").fill("Balai Jalan Contoh")
    page.get_by_label("Nomor sertifikat").fill("LK/7/2026")
    page.get_by_label("Tanggal mulai").fill("2026-11-17")
    page.get_by_label("Tanggal selesai").fill("2026-11-18")
    page.get_by_label("Banyaknya hari").fill("2")
    button(page, "Ajukan").click()
    expect(page.get_by_role("alert")).to_contain_text("Pilih berkas sertifikat")
    expect(page.get_by_label("Judul kegiatan")).to_have_value(TITLE)
    page.get_by_label("Berkas bukti").set_input_files(PHOTO)
    button(page, "Ajukan").click()
    expect(page.get_by_role("status")).to_contain_text("Pengajuan dikirim")

    citra.sign_in("citra")
    desk = citra.open("/")
    desk.get_by_role("link", name="Verifikasi bukti").click()
    link(desk, TITLE).click()
    picture = desk.get_by_role("img", name=f"Bukti: {TITLE}")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
    desk.get_by_label("Banyaknya yang diakui").fill("1")
    desk.get_by_label("Alasan bila berbeda").fill("Hari kedua bukan lokakarya.")
    button(desk, "Verifikasi dan hitung").click()
    expect(desk.get_by_role("status")).to_contain_text("Jamnya sudah dihitung")
    desk = citra.open("/credentials/hours/units")
    link(desk, "Bidang Jalan dan Jembatan").click()
    expect(desk.locator("tr", has_text="Ayu Lestari")).to_contain_text("17")

    page = ayu.open("/credentials/hours")
    expect(page.get_by_text("17 JP dari 20 JP")).to_be_visible()
    expect(page.locator("tr", has_text=TITLE)).to_contain_text("1 hari × 5 JP")
    link(page, "Pengajuan saya").click()
    link(page, TITLE).click()
    expect(page.get_by_text("Hari kedua bukan lokakarya.")).to_be_visible()
    assert not ayu.errors
    assert not citra.errors
