"""Dewi keeps the people and units of the province right, on a small phone: a broken sheet, the mended one,
taken back and brought in again; a unit that moves; a supervisor who stands in. Each page is free of what
axe finds."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.steps import button, link
from tests.browser.visitor import Visitor

HEAD = "nipBaru;nama;NIK;golRuangAkhir;unorNama;jabatanNama;statusPegawai"
BUDI = "198001012005011009;Budi Santoso;18;III/a;Bidang Cipta Karya;Analis;PNS"
DORA = "198203042006042010;Dora Lestari;18;III/b;Bidang Cipta Karya;Analis;PNS"
BROKEN = "\r\n".join((HEAD, BUDI, DORA.replace("198203042006042010", "1,98203E+17")))
MENDED = "\r\n".join((HEAD, BUDI, DORA))


def sound(visitor: Visitor) -> None:
    """The page fits the phone and axe finds nothing."""
    assert visitor.axe() == []
    assert visitor.fits()


def send(visitor: Visitor, sheet: str, work_off: Callable[[], None]) -> Page:
    """Send a sheet, keep the columns as they were understood, and have it checked."""
    page = visitor.open("/people/imports")
    # As an Indonesian Excel saves it: in the code page of Windows.
    file = {"name": "pegawai.csv", "mimeType": "text/csv", "buffer": sheet.encode("cp1252")}
    page.set_input_files("[name=file]", files=[file])  # type: ignore[list-item]
    button(page, "Unggah").click()
    expect(page.get_by_text("Kolom yang tidak diambil: NIK")).to_be_visible()
    sound(visitor)
    button(page, "Periksa").click()
    expect(page.get_by_text("Sedang diperiksa")).to_be_visible()
    sound(visitor)
    work_off()
    link(page, "Perbarui").click()
    return page


def apply(page: Page, work_off: Callable[[], None]) -> None:
    button(page, "Terapkan").click()
    work_off()
    link(page, "Perbarui").click()
    expect(page.get_by_text("Sudah diterapkan")).to_be_visible()


def test_dewi_brings_people_in_takes_them_back_and_brings_them_in_again(
    visit: Callable[..., Visitor], work_off: Callable[[], None]
) -> None:
    dewi = visit()
    dewi.sign_in("dewi")
    page = send(dewi, BROKEN, work_off)
    expect(page.get_by_role("cell").filter(has_text="dirusak oleh Excel")).to_be_visible()
    expect(page.get_by_text("Pegawai baru: 1")).to_be_visible()
    sound(dewi)
    button(page, "Tidak jadi").click()

    page = send(dewi, MENDED, work_off)
    expect(page.get_by_text("Pegawai baru: 2")).to_be_visible()
    apply(page, work_off)
    sound(dewi)
    of_dora = dewi.open("/people?q=dora").get_by_role("link", name="Dora Lestari", exact=True)
    expect(of_dora).to_be_visible()

    dewi.open("/people/imports").get_by_role("link", name="pegawai.csv").first.click()
    page.get_by_text("Batalkan impor", exact=False).first.click()
    button(page, "Batalkan impor").click()
    work_off()
    link(page, "Perbarui").click()
    expect(page.get_by_text("Sudah dibatalkan")).to_be_visible()
    expect(dewi.open("/people?q=dora").get_by_text("Tidak ada yang cocok")).to_be_visible()

    page = send(dewi, MENDED, work_off)
    apply(page, work_off)
    dewi.open("/people?q=dora").get_by_role("link", name="Dora Lestari", exact=True).click()
    expect(page.get_by_text("Bidang Cipta Karya").first).to_be_visible()
    sound(dewi)


def test_dewi_moves_a_unit_and_appoints_somebody_who_stands_in(
    visit: Callable[..., Visitor],
) -> None:
    dewi = visit()
    dewi.sign_in("dewi")
    page = dewi.open("/units")
    for name in ("Pemerintah Provinsi Contoh", "Dinas Pekerjaan Umum", "Bidang Cipta Karya"):
        page.get_by_role("link", name=name, exact=True).first.click()
    link(page, "Pindahkan ke unit lain").click()
    page.get_by_label("Unit tujuan").fill("dinas kes")
    button(page, "Pindahkan").click()
    expect(page.get_by_text("Unit dipindahkan.")).to_be_visible()
    expect(page.get_by_text("di bawah Dinas Kesehatan")).to_be_visible()
    sound(dewi)

    link(page, "Tetapkan atasan, Plt., atau Plh.").click()
    page.get_by_label("Atasan", exact=True).fill("citra")
    page.get_by_label(re.compile("^Sebagai")).select_option("plh")
    button(page, "Tetapkan").click()
    expect(page.get_by_role("alert")).to_contain_text("isi tanggal berakhirnya")
    sound(dewi)
    page.get_by_label(re.compile("^Sampai dengan tanggal")).fill("2026-12-31")
    button(page, "Tetapkan").click()
    expect(page.locator("main b", has_text="Citra Maharani, S.T., M.T.")).to_be_visible()
    expect(page.get_by_text("Plh. (pejabatnya berhalangan)")).to_be_visible()
    sound(dewi)
