"""Small courses for the scanner's tests: a right one, and a place in it for a snippet."""

from __future__ import annotations

from dataclasses import dataclass

from lms.courses.source import CourseFolder, Finding, check_prerequisites, scan
from lms.courses.source.codes import Place

HEAD = {
    "format": "format: 1",
    "id": "id: uji",
    "title": "title: Kursus uji",
    "outcomes": "outcomes: [peran: Memetakan peran]",
}
INTRODUCTION = (
    "![Peta](media/peta.webp) dan [panduan](media/panduan.pdf), ![Suara](media/suara.mp3)\n"
)
MODULE_HEAD = "---\nid: uji\ntitle: Uji\n---\n"
LESSON = "# Materi {#materi}\n\n"
QUIZ = "# Kuis {#kuis .quiz}\n\n"
BEFORE = {"head": "", "module": MODULE_HEAD, "lesson": MODULE_HEAD + LESSON}
BEFORE |= {"quiz": MODULE_HEAD + QUIZ, "bytes": MODULE_HEAD}
BEFORE |= {"survey": MODULE_HEAD + "# Survei {#survei .survey}\n\n"}
BEFORE |= {"assignment": MODULE_HEAD + "# Tugas {#tugas .assignment}\n\n"}
BEFORE |= {"bank": "---\nid: uji\ntitle: Uji\n---\n"}
FIXED_MODULE = (
    "---\nid: tetap\ntitle: Tetap\n---\n# Tetap {#tetap}\n\nIsi.\n\n"
    "# Latihan {#latihan-tetap .practice from=tetap}\n"
)
FIXED_BANK = (
    "---\nid: tetap\ntitle: Tetap\n---\n## Siapa? {#t1}\n- (x) PPK\n- ( ) PPTK\n\n"
    "## Rubrik mutu {#mutu .rubric}\n\n| Kriteria | 2 | 0 |\n|---|---|---|\n| Sebab | Ada | Tidak |\n"
)
CATALOGUE: dict[str, tuple[str, ...]] = {"pelayanan-publik": ()}


@dataclass(frozen=True)
class Placed:
    """A course with a snippet in it, the snippet's file, and the line before its first."""

    folder: CourseFolder
    file: str
    lines_before: int


def right_course() -> dict[str, bytes]:
    """A course without a finding."""
    return {
        "course.md": course_file("").encode(),
        "01-uji.md": (MODULE_HEAD + LESSON + "Isi.\n").encode(),
        "00-tetap.md": FIXED_MODULE.encode(),
        "bank/tetap.md": FIXED_BANK.encode(),
        "media/peta.webp": b"webp",
        "media/panduan.pdf": b"pdf",
        "media/suara.mp3": b"mp3",
    }


def course_file(head: str, introduction: str = "") -> str:
    """`course.md` whose front matter begins with `head`."""
    lines = head.splitlines()
    typed = {line.partition(":")[0] for line in lines}
    lines += [line for key, line in HEAD.items() if key not in typed]
    return "\n".join(["---", *lines, "---", introduction, "", INTRODUCTION])


def place(where: Place, snippet: str) -> Placed:
    """Put `snippet` where an example of a code says."""
    files = right_course()
    if where == "files":
        return Placed(CourseFolder(_with_files(files, snippet)), "", 0)
    if where in ("course", "introduction"):
        inside = where == "course"
        text = course_file(snippet) if inside else course_file("", snippet)
        files["course.md"] = text.encode()
        before = 1 if inside else len(HEAD) + 2
        return Placed(CourseFolder(files), "course.md", before)
    text = BEFORE[where] + snippet
    file = "01-uji.md"
    if where == "bank":
        file = "bank/uji.md"
        if "## " in snippet:
            files["01-uji.md"] += b"\n# Latihan {#latihan-uji .practice from=uji}\n"
    files[file] = text.encode("cp1252" if where == "bytes" else "utf-8")
    return Placed(CourseFolder(files), file, BEFORE[where].count("\n"))


def _with_files(files: dict[str, bytes], names: str) -> dict[str, bytes]:
    for line in names.splitlines():
        name, _, size = line.removeprefix("- ").partition(" ")
        if line.startswith("- "):
            del files[name]
        elif size:
            files[name] = b"a" * int(size)
        elif name.startswith("bank/") and name not in files:
            files[name] = _bank(name).encode()
        elif name not in files:
            stem = name[:2]
            text = f"---\nid: m{stem}\ntitle: Modul {stem}\n---\n# Isi {{#isi-{stem}}}\n\nIsi.\n"
            files[name] = text.encode()
    return files


def _bank(name: str) -> str:
    stem = name.removeprefix("bank/").removesuffix(".md")
    return f"---\nid: {stem}\ntitle: Bank\n---\n## Siapa? {{#{stem}-1}}\n- (x) A\n- ( ) B\n"


def findings_in(placed: Placed) -> tuple[Finding, ...]:
    """All findings of a course, those about prerequisites included."""
    result = scan(placed.folder)
    if result.outline is None:
        return result.findings
    return result.findings + check_prerequisites(result.outline.course, CATALOGUE)


def codes_in(where: Place, snippet: str) -> list[tuple[str, int]]:
    """Codes and lines (within the snippet) that a snippet leads to."""
    placed = place(where, snippet)
    return [(f.code, f.line - placed.lines_before) for f in findings_in(placed)]


def module_text(body: str) -> bytes:
    """A module file with `body`."""
    return (MODULE_HEAD + body).encode()
