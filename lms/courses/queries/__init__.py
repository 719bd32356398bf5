"""Reading courses: the catalogue, one course, its compiled pages, its files, its folder.

What does not belong here: anything that writes, and who has learnt what.
"""

from lms.courses.queries.audio import LightSound, light_sounds
from lms.courses.queries.catalogue import PAGE_SIZE, CataloguePage, Filters, Listed, catalogue
from lms.courses.queries.compiled import (
    CompiledActivity,
    CompiledModule,
    CompiledRevision,
    compiled,
    questions_of,
)
from lms.courses.queries.findings import (
    check_folder,
    check_folders,
    describe,
    findings_of,
    publishing_order,
)
from lms.courses.queries.folders import export, read_folder
from lms.courses.queries.reading import (
    CoursePage,
    Reference,
    ServedFile,
    course_for_reading,
    course_page,
    courses_by_key,
    current_revision_id,
    file_for_reading,
    media_sizes,
    title_of,
)
from lms.courses.queries.workspace import (
    Workspace,
    author_ids,
    course_exists,
    course_for_editing,
    course_for_owning,
    course_for_reviewing,
)

__all__ = [
    "PAGE_SIZE",
    "CataloguePage",
    "CompiledActivity",
    "CompiledModule",
    "CompiledRevision",
    "CoursePage",
    "Filters",
    "LightSound",
    "Listed",
    "Reference",
    "ServedFile",
    "Workspace",
    "author_ids",
    "catalogue",
    "check_folder",
    "check_folders",
    "compiled",
    "course_exists",
    "course_for_editing",
    "course_for_owning",
    "course_for_reading",
    "course_for_reviewing",
    "course_page",
    "courses_by_key",
    "current_revision_id",
    "describe",
    "export",
    "file_for_reading",
    "findings_of",
    "light_sounds",
    "media_sizes",
    "publishing_order",
    "questions_of",
    "read_folder",
    "title_of",
]
