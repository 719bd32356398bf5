"""What the editor's scripts say, in the reader's language.

What does not belong here: what templates say themselves.
"""

from __future__ import annotations

from flask_babel import gettext as _


def editor_words() -> dict[str, str]:
    """By name. Placeholders in braces are filled by the scripts."""
    return {
        "label": _("Naskah"),
        "saved": _("Tersimpan {time}"),
        "saving": _("Menyimpan…"),
        "unsaved": _("Belum tersimpan"),
        "onDevice": _("Tersimpan di perangkat ini, belum sampai di server. Dicoba lagi."),
        "nowhere": _(
            "Belum tersimpan: server dan perangkat ini tidak dapat menyimpan. Jangan tutup."
        ),
        "refused": _("Tidak tersimpan."),
        "offer": _(
            "Ada tulisan yang belum terkirim dari {time}: {new} baris baru, {gone} baris dihapus."
        ),
        "restore": _("Pulihkan"),
        "discard": _("Buang"),
        "restored": _("Tulisan dipulihkan."),
        "clean": _("Tidak ada temuan di berkas ini."),
        "line": _("Baris {line}"),
        "error": _("Galat"),
        "warning": _("Peringatan"),
        "findings": _("Temuan: {errors} galat, {warnings} peringatan"),
        "counts": _("{errors} galat, {warnings} peringatan"),
        "leftOut": _("Dan {n} temuan lain."),
        "unchecked": _("Pemeriksaan tidak dapat dihubungi. Dicoba lagi setelah Anda mengetik."),
        "previewing": _("Menyusun pratinjau…"),
        "noPreview": _("Pratinjau tidak dapat dihubungi. Dicoba lagi setelah Anda mengetik."),
        "uploading": _("Mengunggah {name}: {percent} %"),
        "uploaded": _("{name} terunggah. Tulis teks alternatifnya."),
        "notUploaded": _("{name} tidak terunggah. {reason}"),
        "unreachable": _("Server tidak dapat dihubungi. Coba lagi."),
        "signIn": _("Masuk lagi dahulu, lalu coba sekali lagi."),
        "alt": _("jelaskan gambarnya"),
    }


def editor_phrases() -> dict[str, str]:
    """The editor component's own texts, by its English ones."""
    return {
        "Find": _("Cari"),
        "Replace": _("Ganti dengan"),
        "next": _("berikutnya"),
        "previous": _("sebelumnya"),
        "all": _("semua"),
        "match case": _("huruf besar dibedakan"),
        "by word": _("kata utuh"),
        "regexp": _("ekspresi reguler"),
        "replace": _("ganti"),
        "replace all": _("ganti semua"),
        "close": _("tutup"),
        "current match": _("yang ditemukan"),
        "on line": _("di baris"),
        "replaced match on line $": _("diganti di baris $"),
        "replaced $ matches": _("$ diganti"),
        "Go to line": _("Ke baris"),
        "go": _("buka"),
        "Control character": _("Karakter tak terlihat"),
        "Selection deleted": _("Pilihan dihapus"),
    }
