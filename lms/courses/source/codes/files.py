"""Codes about the folder, its files and their bytes. Not about what the text says."""

from __future__ import annotations

from lms.courses.source.codes.code import Code

NO_COURSE_FILE = Code("E101", "The folder has no course.md.", "files", "- course.md", "course.md")
NO_MODULE = Code(
    "E102",
    "The folder has no module, a file such as 01-siklus.md.",
    "files",
    "- 01-uji.md\n- 00-tetap.md",
    "01-uji.md",
)
WINDOWS_1252 = Code(
    "E103",
    "The file is saved as Windows-1252; it has to be UTF-8.",
    "bytes",
    "# Biaya – gambaran {#biaya}\n\nIsi.",
    "# Biaya: gambaran {#biaya}\n\nIsi.",
)
UNREADABLE = Code(
    "E104",
    "The file is not text: it holds NUL bytes or an unknown encoding.",
    "bytes",
    "# Materi {#uji}\n\nIsi\x00.",
    "# Materi {#uji}\n\nIsi.",
    line=3,
)
CONTROL_CHARACTER = Code(
    "E105",
    "An invisible character stands in the text: a control character or one of private use.",
    "lesson",
    "Isi\x02 materi.",
    "Isi materi.",
)
TOO_LONG = Code(
    "E106",
    "A text file may have 1 MB and 20,000 lines.",
    "files",
    "02-panjang.md 1048577",
    "02-pendek.md",
)
UNSAFE_PATH = Code(
    "E107",
    "A file's path leads out of the folder or cannot be written everywhere.",
    "files",
    "media/../../rahasia.webp",
    "media/peta.webp",
)
SAME_NUMBER = Code(
    "E108",
    "Two modules carry the same number.",
    "files",
    "01-lain.md",
    "02-lain.md",
)
STRAY_FILE = Code(
    "W109",
    "A file that the format does not know; it is ignored.",
    "files",
    "catatan.docx",
    "README.md",
)
ALL = (
    NO_COURSE_FILE,
    NO_MODULE,
    WINDOWS_1252,
    UNREADABLE,
    CONTROL_CHARACTER,
    TOO_LONG,
    UNSAFE_PATH,
    SAME_NUMBER,
    STRAY_FILE,
)
