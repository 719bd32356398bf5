"""One Indonesian sentence or two per code: what is wrong, and how to mend it.

The sentences are the message ids of the catalogues; the edge translates them and then fills in the
parameters. Nothing here decides what is wrong.
"""

from __future__ import annotations

from lms.core.words import N_
from lms.courses.source.finding import Finding

MESSAGES = {
    "E101": N_("Berkas course.md belum ada. Buat berkas itu di folder utama kursus."),
    "E102": N_("Kursus ini belum punya modul. Tambahkan berkas seperti 01-siklus.md."),
    "E103": N_("Berkas ini tersimpan sebagai %(encoding)s. Simpan ulang sebagai UTF-8."),
    "E104": N_(
        "Berkas ini bukan teks UTF-8 (terbaca: %(encoding)s). Simpan ulang sebagai teks UTF-8."
    ),
    "E105": N_("Ada karakter tak terlihat %(character)s di baris ini. Hapus, lalu ketik ulang."),
    "E106": N_(
        "Berkas ini terlalu besar: paling banyak %(bytes)s byte dan %(lines)s baris. "
        "Bagi menjadi beberapa modul."
    ),
    "E107": N_(
        "Nama %(path)s tidak aman. Pakai nama di dalam folder kursus, tanpa “..” dan tanda khusus."
    ),
    "E108": N_("Nomor modul %(number)s sudah dipakai %(other)s. Beri nomor lain."),
    "W109": N_("Berkas %(path)s tidak dikenal dan diabaikan. Hapus atau pindahkan ke media/."),
    "E201": N_(
        "Berkas ini belum punya kepala berkas. Mulai dengan baris ---, lalu kunci dan isinya, "
        "lalu --- lagi."
    ),
    "E202": N_("Kepala berkas belum ditutup. Tambahkan baris --- setelah kunci terakhir."),
    "E203": N_("“%(text)s” tidak terbaca. Tulis “kunci: isi” dalam satu baris, dengan spasi."),
    "E204": N_("Kunci %(key)s sudah ada di baris %(first)s. Hapus salah satunya."),
    "E205": N_("Kunci %(key)s tidak dikenal. Mungkin maksud Anda: %(nearest)s."),
    "E206": N_("Kunci %(key)s wajib diisi. Tambahkan “%(key)s: …” di kepala berkas."),
    "E207": N_("Isi %(key)s, “%(value)s”, tidak sesuai. Yang diharapkan: %(expected)s."),
    "E208": N_(
        "Id “%(id)s” tidak dapat dipakai. Pakai huruf kecil a–z, angka, dan tanda hubung, "
        "misalnya %(proposal)s."
    ),
    "E209": N_("Hasil belajar %(outcome)s ditulis dua kali. Beri kunci lain."),
    "E210": N_("Format versi %(version)s belum dikenal. Tulis format: %(known)s."),
    "E211": N_("Id %(id)s sudah dipakai %(other)s. Beri id lain."),
    "W212": N_("Berkas ini belum punya id. Tambahkan id: %(proposal)s di kepala berkas."),
    "E213": N_(
        "Syarat selesai meminta %(asked)s materi, padahal kursus ini hanya punya %(lessons)s. "
        "Kurangi jumlahnya atau tulis lessons: all."
    ),
    "E214": N_("Kursus prasyarat %(course)s tidak ditemukan. Periksa id-nya di requires."),
    "E215": N_("Prasyarat saling menunggu: %(chain)s. Hapus salah satu dari requires."),
    "W216": N_(
        "Syarat selesai meminta nilai %(score)s, tetapi belum ada kuis atau tugas yang dinilai. "
        "Tambahkan kuis atau hapus score."
    ),
    "E217": N_(
        "Pengantar di course.md tidak memuat kegiatan. Pindahkan “%(text)s” ke modul, "
        "atau pakai ###."
    ),
    "E301": N_(
        "Ada teks sebelum judul pertama. Mulai modul dengan “# Judul {#id}” dan bank soal dengan "
        "“## Pertanyaan {#id}”, lalu taruh teks di bawahnya."
    ),
    "E302": N_("Beri spasi setelah tanda # pada “%(text)s”. Bila bukan judul, tulis \\#."),
    "E303": N_(
        "Baris ini membuat “%(text)s” terbaca sebagai judul. Untuk judul pakai ###; "
        "untuk garis, beri baris kosong di atasnya."
    ),
    "E304": N_("Judul “%(text)s” menjorok. Hapus spasi di depannya."),
    "E305": N_(
        "Blok kode ini belum ditutup, jadi sisa berkas tidak ditampilkan. "
        "Tutup dengan baris %(fence)s, sejajar dengan pembukanya."
    ),
    "E306": N_(
        "Komentar <!-- belum ditutup, jadi sisa berkas tidak ditampilkan. Tutup dengan -->."
    ),
    "W307": N_("Komentar tidak ikut tampil. Hapus bila tidak perlu lagi."),
    "W308": N_("“%(text)s” menjorok seperti kode. Untuk kode, apit dengan baris ```."),
    "W309": N_("Tingkat judul terlompati. Pakai %(level)s di sini."),
    "E310": N_(
        "Judul ## hanya untuk soal kuis dan butir survei. Di sini pakai ###, "
        "atau tambahkan .quiz pada judul kegiatan."
    ),
    "E311": N_("Judul ini kosong. Tulis judulnya setelah tanda #."),
    "W312": N_("Materi ini belum berisi. Tulis isinya atau hapus judulnya."),
    "W313": N_("Modul ini belum punya kegiatan. Tambahkan “# Judul {#id}” dan isinya."),
    "W314": N_(
        "Pilihan jawaban ini tampil di materi beserta kuncinya. "
        "Pindahkan ke kuis, atau tulis sebagai daftar biasa."
    ),
    "W315": N_("Catatan kaki %(label)s belum ada. Tambahkan “%(label)s: …” di modul ini."),
    "W316": N_("%(label)s ditulis dua kali; yang dipakai yang pertama. Ganti namanya."),
    "E317": N_("Daftar atau kutipan bersarang terlalu dalam. Paling dalam %(limit)s tingkat."),
    "E318": N_("Paragraf ini terlalu panjang. Bagi; paling besar %(limit)s KB."),
    "E319": N_("Paragraf ini memuat terlalu banyak tanda [. Bagi; paling banyak %(limit)s."),
    "E320": N_("Tabel ini terlalu lebar. Kurangi kolomnya; paling banyak %(limit)s."),
    "W321": N_("%(label)s tampil sebagai kutipan biasa. Pakai [!NOTE], [!TIP], atau [!WARNING]."),
    "E401": N_(
        "Atribut “%(braces)s” tidak terbaca. Tulis paling akhir, setelah spasi, "
        "seperti ini: # Judul {#id .quiz}."
    ),
    "E402": N_('“%(token)s” tidak terbaca. Tulis #id, .kelas, kunci=isi, atau kunci="dua kata".'),
    "E403": N_("Atribut %(name)s tidak dikenal. Mungkin maksud Anda: %(nearest)s."),
    "E404": N_("Atribut %(name)s tidak berlaku di sini. Hapus, atau pilih dari: %(known)s."),
    "E405": N_("%(name)s ditulis dua kali. Hapus salah satunya."),
    "E406": N_("Isi %(name)s, “%(value)s”, tidak sesuai. Yang diharapkan: %(expected)s."),
    "E407": N_(
        "Kelas .%(name)s tidak dikenal, jadi bagian ini tidak ditampilkan. "
        "Mungkin maksud Anda: %(nearest)s."
    ),
    "E408": N_("Satu kegiatan hanya boleh satu jenis. Pilih salah satu: %(classes)s."),
    "E409": N_(
        "Id “%(id)s” tidak dapat dipakai. Pakai huruf kecil a–z, angka, dan tanda hubung, "
        "misalnya %(proposal)s."
    ),
    "E410": N_("Id %(id)s sudah dipakai di %(first)s. Beri id lain."),
    "W411": N_("“%(title)s” belum punya id. Tambahkan {#%(proposal)s} di akhir judul."),
    "W412": N_("%(braces)s tampil sebagai teks. Atribut diawali id: {#id kunci=isi}."),
    "E413": N_("Atribut hanya untuk judul # dan ##. Hapus kurung kurawal di “%(text)s”."),
    "W414": N_(
        "review=after-close baru berlaku bila penyelenggara menetapkan tanggal tutup; "
        "sebelum itu sama dengan after-submit. Tulis after-submit bila tidak ada tanggal tutup."
    ),
    "E501": N_("Belum ada soal di sini. Tambahkan “## Pertanyaan {#id}” dan jawabannya."),
    "E502": N_(
        "Soal ini belum punya jawaban. Tambahkan pilihan, misalnya - (x) dan - ( ), "
        "atau jawaban seperti = teks."
    ),
    "E503": N_("Belum ada pilihan yang benar. Tandai dengan x: (x) atau [x]."),
    "E504": N_(
        "Sudah ada jawaban benar di baris %(other)s. Sisakan satu (x), "
        "atau ubah semua pilihan menjadi [x] dan [ ]."
    ),
    "E505": N_("Baris %(other)s dan baris ini beda tanda. Pakai ( ) semua atau [ ] semua."),
    "E506": N_("Soal ini memuat dua jenis jawaban: di baris %(other)s dan di sini. Pilih satu."),
    "E507": N_("Pilihannya hanya satu. Tambahkan paling sedikit satu lagi."),
    "E508": N_("Pilihan ini kosong. Tulis teksnya setelah tanda kurung."),
    "E509": N_("Pilihan “%(text)s” sama dengan baris %(other)s. Ubah atau hapus salah satunya."),
    "E510": N_(
        "Tanda pilihan pada “%(text)s” keliru. Tulis - (x), - ( ), - [x], atau - [ ] "
        "di tepi kiri, lalu spasi."
    ),
    "E511": N_(
        "Umpan balik harus menjorok dua spasi di bawah pilihannya. "
        "Bila ini pembahasan soal, awali dengan “> Pembahasan:”."
    ),
    "E512": N_(
        "“%(text)s” tidak termasuk jawaban mana pun. Pindahkan ke atas jawaban, "
        "atau jorokkan dua spasi di bawah pilihan."
    ),
    "E513": N_("Pembahasan harus paling akhir di soalnya. Pindahkan ke bawah jawaban."),
    "E514": N_(
        "Jawaban berdiri sebelum soal pertama. Beri soalnya judul “## Pertanyaan {#id}” di atasnya."
    ),
    "E515": N_(
        "Hasil belajar %(outcome)s tidak ada di course.md. Mungkin maksud Anda: %(nearest)s."
    ),
    "E516": N_(
        "Nilai minimum tidak tentu dapat dicapai: soal yang ditanyakan bisa bernilai 0 semua. "
        "Beri points."
    ),
    "E517": N_(
        "Jawaban belum ada. Bila garis ini semula ____, tulis ____ kembali setelah baris kosong; "
        "bila tidak, tambahkan jawabannya."
    ),
    "E518": N_("Jawaban ini kosong atau menerima teks apa pun. Tulis teksnya."),
    "E519": N_("“%(text)s” sama dengan baris %(other)s. Ubah atau hapus salah satunya."),
    "E520": N_("Satuan %(unit)s berbeda dengan %(other)s. Pakai satu satuan untuk semua jawaban."),
    "E521": N_(
        "Toleransi pada “%(text)s” tidak terbaca. Tulis seperti 12 ± 0,5; "
        "bila memang teks, apit dengan tanda kutip."
    ),
    "W522": N_(
        "“%(text)s” dibaca %(first)s, bukan %(second)s. Tulis %(first)s bila itu benar, "
        "atau %(second)s bila bukan."
    ),
    "E523": N_(
        "“%(text)s” harus punya tepat satu tanda =>. Tulis “- kiri => kanan”; "
        "tanda => sebagai teks ditulis \\=>."
    ),
    "E524": N_("Isinya baru satu. Tambahkan paling sedikit satu lagi."),
    "E525": N_(
        "Skala “%(text)s” tidak terbaca. Beri nama berbeda pada setiap titik, misalnya "
        "(1..4) Tidak | Kurang | Cukup | Ya, atau pada kedua ujung: (1..7) Tidak | … | Ya."
    ),
    "E526": N_("Skala hanya untuk survei. Ganti dengan pilihan, atau pindahkan ke survei."),
    "E527": N_(
        "Umpan balik hanya untuk pilihan ( ) dan [ ]. Pindahkan ke “> Pembahasan:” di akhir soal."
    ),
    "E528": N_("Tempat jawaban sudah ada di baris %(other)s. Hapus salah satunya."),
    "E529": N_(
        "Soal ini punya %(count)s jawaban; paling banyak %(most)s. Bagi menjadi beberapa soal."
    ),
    "E601": N_("Berkas %(path)s tidak ada. Tambahkan berkasnya atau perbaiki namanya."),
    "E602": N_("Huruf besar dan kecil pada %(target)s keliru. Tulis %(right)s."),
    "E603": N_("%(target)s berada di luar folder kursus. Salin berkasnya ke media/."),
    "E604": N_("%(target)s tidak berada di media/. Pindahkan, lalu tulis %(right)s."),
    "E605": N_("Jenis berkas %(path)s tidak diterima. Yang diterima: %(known)s."),
    "E606": N_(
        "Berkas SVG tidak diterima karena dapat memuat program. "
        "Ekspor %(path)s menjadi WebP atau PNG."
    ),
    "E607": N_(
        "Gambar %(target)s belum punya teks alternatif. Tulis isinya di dalam [ ], "
        "atau [-] bila hanya hiasan."
    ),
    "W608": N_("Gambar %(path)s besar, %(kilobytes)s KB. Perkecil sampai di bawah 500 KB."),
    "W609": N_("Berkas %(path)s tidak dipakai. Hapus, atau sebut di materi."),
    "W610": N_("Gambar dari situs lain tidak ditampilkan. Salin %(target)s ke media/."),
    "E611": N_("Kegiatan #%(id)s tidak ada. Mungkin maksud Anda: %(nearest)s."),
    "E612": N_("Tautan %(target)s belum menyebut kegiatan. Tambahkan #id di belakangnya."),
    "E613": N_("Tautan %(target)s tidak diizinkan. Pakai salah satu: %(known)s."),
    "E614": N_("Tautan ini kosong. Tulis alamatnya di dalam ( )."),
    "E615": N_("PDF %(target)s tidak dapat ditampilkan di halaman. Hapus tanda ! di depannya."),
    "E616": N_("Ganti \\ dengan /. Tulis %(right)s."),
    "E701": N_(
        "Bank soal hanya memuat soal dan rubrik. Pakai ## untuk “%(text)s”, "
        "atau pindahkan ke modul."
    ),
    "E702": N_("Bank soal %(bank)s tidak ada. Mungkin maksud Anda: %(nearest)s."),
    "E703": N_("Kuis ini mengambil %(draw)s soal, padahal hanya ada %(there)s. Kurangi draw."),
    "W704": N_(
        "Soal di bank %(bank)s tidak pernah ditanyakan. Tambahkan from=%(bank)s pada sebuah kuis."
    ),
    "E705": N_("Rubrik %(rubric)s tidak ada. Mungkin maksud Anda: %(nearest)s."),
    "E706": N_(
        "Rubrik ini tidak terbaca. Tulis tabel: kolom pertama kriteria, kepala kolom lain poinnya."
    ),
    "E707": N_("Rubrik hanya boleh di bank soal. Pindahkan ke berkas di folder bank/."),
    "E708": N_("Survei tidak punya jawaban benar. Hapus tanda x dan kuncinya, atau pakai .quiz."),
    "E709": N_(
        "Butir ini belum punya jawaban. Tambahkan skala seperti (1..4) A | B | C | D di sini, "
        'atau scale="…" pada judul survei.'
    ),
    "E710": N_("Tugas ini tidak meminta apa pun. Tambahkan ____ untuk teks, atau files=1."),
    "E711": N_(
        "“%(text)s” tampil kepada peserta sebelum mengumpulkan. Tugas tidak memuat jawaban; "
        "pakai rubrik."
    ),
    "E712": N_("Tes seperti ini sudah ada di %(first)s. Satu kursus hanya punya satu."),
    "W713": N_(
        "Tes ini belum berpasangan. Tambahkan .%(missing)s agar hasilnya dapat dibandingkan."
    ),
    "W714": N_("Bank soal ini kosong. Tambahkan “## Pertanyaan {#id}”, atau hapus berkasnya."),
    "W715": N_(
        "Rubrik %(rubric)s tidak terpakai: soal ini dinilai otomatis. Hapus, atau ubah menjadi ____."
    ),
}


def describe(finding: Finding) -> tuple[str, dict[str, str]]:
    """The message of a finding and the parameters for its placeholders."""
    return MESSAGES[finding.code], dict(finding.params)
