"""Learning hours: one's own, those of others, claims and their verification, the rules.

What does not belong here: what is counted (`tests/credentials`).
"""

from __future__ import annotations

from tests.browser.places.place import Place

OWN = [
    Place("ayu", "/credentials/hours", "dibatasi 4 JP sebulan"),
    Place("ayu", "/credentials/hours?year=2024", "Belum ada jam belajar di tahun 2024"),
    Place("fajar", "/credentials/hours", "Paling banyak 24 JP setahun."),
    Place("gita", "/credentials/hours", "Kurang 20 JP dari target 20 JP."),
    Place("ayu", "/credentials/claims", "Menunggu verifikasi"),
    Place("gita", "/credentials/claims", "Belum ada pengajuan"),
    Place("ayu", "/credentials/claims/new", "Belajar sehari-hari"),
    Place("ayu", "/credentials/claims/new/seminar", "4 JP per hari"),
    Place("ayu", "/credentials/claims/new/coaching", "Apa yang Anda pelajari"),
    Place("ayu", "/credentials/claims/new/seminar", "perlu diperbaiki", 422, {"quantity": "x"}),
    Place("ayu", "/credentials/claims/new/menari", "tidak ditemukan", 404),
    Place("ayu", "/credentials/claims/{claim_refused}", "Perbaiki, lalu ajukan lagi."),
    Place(
        "ayu",
        "/credentials/claims/{claim_drafted}",
        "Lanjutkan mengisi",
        press=("main details > summary",),
    ),
    Place("ayu", "/credentials/claims/{claim_refused}/edit", "Berkas sekarang"),
    Place("siti", "/credentials/claims/{claim_waiting}", "Menunggu atasan Anda."),
    Place("siti", "/credentials/claims/{claim_pictured}", "Coaching analisis jabatan"),
]

OF_OTHERS = [
    Place("citra", "/credentials/hours/units", "Bawahan langsung"),
    Place("eko", "/credentials/hours/units", "Unit kerja"),
    Place("citra", "/credentials/hours/units/{unit_dpu_jalan}", "termasuk oleh yang sudah pindah"),
    Place("citra", "/credentials/hours/units/{unit_dpu_jalan}?q=zzz", "Tidak ada yang cocok"),
    Place("citra", "/credentials/hours/units/{unit_dpu_jalan}?target=below", "di bawah target"),
    Place("eko", "/credentials/hours/units/{unit_dpu}", "Unit di bawahnya"),
    Place("citra", "/credentials/hours/units/{unit_dinkes}", "tidak ditemukan", 404),
    Place("citra", "/credentials/hours/people/{ayu}", "Entri balik"),
    Place("citra", "/credentials/hours/people/{siti}", "Belum ada jam belajar"),
    Place("citra", "/credentials/hours/people/{ayu}/entries/{hours_entry}", "Isi 0 bila"),
    Place("citra", "/credentials/hours/people/{ayu}/entries/{hours_corrected}", "sudah dikoreksi"),
    Place(
        "citra",
        "/credentials/hours/people/{ayu}/entries/{hours_entry}",
        "perlu diperbaiki",
        422,
        {"quantity": "satu", "seen": "500"},
    ),
]

VERIFYING = [
    Place("citra", "/credentials/verification", "Yang paling lama menunggu"),
    Place("gita", "/credentials/verification", "Tidak ada yang menunggu"),
    Place("ayu", "/credentials/verification", "Anda tidak berwenang", 403),
    Place("citra", "/credentials/verification/{claim_waiting}", "4 JP per hari"),
    Place("citra", "/credentials/verification/{claim_pictured}", "2 JP per sesi"),
    Place("citra", "/credentials/verification/{claim_refused}", "sudah diputuskan"),
    Place(
        "citra",
        "/credentials/verification/{claim_waiting}/verify",
        "perlu diperbaiki",
        422,
        {"seen": "1", "quantity": "1"},
    ),
    Place("citra", "/credentials/verification/{claim_waiting}/refuse", "diperbaiki", 422, {}),
]

RULES = [
    Place("eko", "/credentials/rules", "Belum mempunyai aturan"),
    Place("eko", "/credentials/rules/coaching/domestic", "Versi baru"),
    Place("eko", "/credentials/rules/other_outside/domestic", "Belum ada aturan."),
    Place(
        "eko",
        "/credentials/rules/mentoring/domestic",
        "akan dihitung berbeda",
        200,
        {
            **{"hours": "1", "per": "session", "cap": "2", "cap_period": "month"},
            **{"valid_from": "2026-01-02", "source": "Contoh", "preview": "1"},
        },
    ),
    Place("eko", "/credentials/rules/coaching/domestic", "perlu diperbaiki", 422, {"hours": "x"}),
    Place("eko", "/credentials/rules/targets/contract_civil_servant", "paling banyak 24 JP"),
    Place("citra", "/credentials/rules", "Anda tidak berwenang", 403),
]

PLACES = [*OWN, *OF_OTHERS, *VERIFYING, *RULES]
