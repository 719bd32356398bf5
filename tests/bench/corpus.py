"""Large courses for benchmarks: as authors write them, only more of it."""

from __future__ import annotations

from collections.abc import Iterator

HEAD = """---
format: 1
id: {key}
title: Kursus besar
summary: Kursus untuk mengukur kecepatan.
language: id
hours: 8
competency: teknis
outcomes:
  - inti: Menjelaskan inti kursus
complete: {{lessons: all, score: 70}}
license: CC-BY-4.0
---
Kursus ini hanya untuk pengukuran.
"""

PARAGRAPHS = (
    """\
Setiap bulan Bidang Jalan mencocokkan rencana dengan kenyataan di lapangan. Bila **deviasi**
melewati 10 %, kepala bidang memanggil [pengawas](https://contoh.go.id/panduan) dan mencatat
sebabnya di kartu kendali[^sumber]. Kartu itu dibawa ke rapat berikutnya, dibacakan, lalu diberi
tindak lanjut oleh orang yang namanya tertulis di sana.""",
    "> [!NOTE]\n> Angka di bawah ini adalah data contoh, bukan angka dari kegiatan sebenarnya.",
    """\
Mulailah dari yang paling mudah diamati. Laporan mingguan yang terlambat dua hari biasanya lebih
banyak berkata daripada satu halaman penjelasan; catat tanggalnya, lalu tanyakan apa yang membuat
laporan itu tertahan. Jawaban yang jujur lebih berguna daripada jawaban yang rapi.""",
    """\
- Kumpulkan laporan mingguan dari setiap ruas, juga dari ruas yang pekerjaannya sedang berhenti.
- Bandingkan dengan kurva rencana yang disepakati pada awal pekerjaan.
  1. Hitung selisihnya.
  2. Catat sebabnya dengan kata-kata Anda sendiri.
- Putuskan tanggapan paling lambat hari Jumat.""",
    """\
| Ruas | Rencana | Kenyataan |
|---|---:|---:|
| Kota Agung | 60 % | 48 % |
| Liwa | 45 % | 47 % |""",
    """\
Deviasi dihitung sebagai $d = r - k$, dengan $r$ rencana dan $k$ kenyataan, keduanya dalam persen.
Biaya Rp$5 juta bukan rumus. Deviasi yang positif berarti terlambat; yang negatif berarti pekerjaan
mendahului rencana, dan itu pun perlu dijelaskan, sebab mungkin rencananya yang keliru.""",
    "```text\nRencana   60\nKenyataan 48\nDeviasi   12\n```",
    """\
### Langkah berikutnya

Tulis satu kalimat: *apa yang akan Anda ubah minggu depan?* Simpan kalimat itu; Anda memerlukannya
lagi di modul terakhir, ketika membandingkan niat dengan hasil yang benar-benar terjadi.""",
)


def course_files(key: str, *, modules: int, size: int) -> dict[str, bytes]:
    """A right course of so many modules and about `size` bytes in all."""
    each = size // modules
    files = {"course.md": HEAD.format(key=key).encode()}
    for number in range(1, modules + 1):
        files[f"{number:03}-modul.md"] = _module(number, each).encode()
    return files


def module_text(size: int) -> str:
    """One module of about `size` bytes."""
    return _module(1, size)


def lessons_course(key: str, *, lessons: int, questions: int) -> dict[str, bytes]:
    """A course of so many lessons of ordinary length, and a quiz after every tenth."""
    files = {"course.md": HEAD.format(key=key).encode()}
    for module in range(1, lessons // 10 + 1):
        parts = [f"---\nid: modul-{module}\ntitle: Modul {module}\n---\n"]
        parts += [_lesson(f"m{module}-{number}", 4) for number in range(1, 11)]
        parts.append(_quiz(f"m{module}", questions // (lessons // 10)))
        text = "\n".join(parts) + "\n[^sumber]: Panduan pengendalian proyek, data contoh.\n"
        files[f"{module:02}-modul.md"] = text.encode()
    return files


def _module(number: int, size: int) -> str:
    parts, written = [f"---\nid: modul-{number}\ntitle: Modul {number}\n---\n"], 0
    for piece in _pieces(number):
        parts.append(piece)
        written += len(piece.encode())
        if written >= size:
            break
    parts.append("[^sumber]: Panduan pengendalian proyek, data contoh.\n")
    return "\n".join(parts)


def _pieces(number: int) -> Iterator[str]:
    part = 0
    while True:
        part += 1
        yield _lesson(f"m{number}-{part}", len(PARAGRAPHS))
        if part % 8 == 0:
            yield _quiz(f"m{number}-{part}", 5)


def _lesson(key: str, paragraphs: int) -> str:
    text = "\n\n".join(PARAGRAPHS[:paragraphs])
    return f"# Materi {key} {{#{key} minutes=8}}\n\n{text}\n"


def _quiz(key: str, questions: int) -> str:
    parts = [f"# Kuis {key} {{#kuis-{key} .quiz pass=70 attempts=2}}\n\nKerjakan sendiri.\n"]
    parts += [
        f"## Pertanyaan {number} tentang deviasi? {{#q-{key}-{number} outcome=inti}}\n"
        f"- (x) Jawaban tepat {number}\n  > Tepat: selisih rencana dan kenyataan.\n"
        f"- ( ) Jawaban keliru {number}\n  > Baca lagi bagian deviasi.\n"
        f"- ( ) Jawaban lain {number}\n\n> Pembahasan: lihat materi sebelumnya.\n"
        for number in range(1, questions + 1)
    ]
    return "\n".join(parts)
