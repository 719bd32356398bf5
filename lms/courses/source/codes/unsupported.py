"""Codes about parts of the format that this version recognises but cannot do yet."""

from __future__ import annotations

from lms.courses.source.codes.code import Code

CLASS_NOT_SUPPORTED = Code(
    "E901",
    "Pre-tests, post-tests, surveys and assignments are not supported in this version yet.",
    "module",
    "# Survei {#survei .survey}\n\n## Materi jelas {#v1}\n\n(1..4) Tidak | … | Ya",
    "# Kuis {#kuis .quiz}\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
)
BANK_NOT_SUPPORTED = Code(
    "E902",
    "Question banks are not supported in this version yet.",
    "files",
    "bank/kontrak.md",
    "02-kontrak.md",
)
ATTRIBUTE_NOT_SUPPORTED = Code(
    "E903",
    "An attribute of banks, rubrics, surveys or assignments is not supported in this version yet.",
    "module",
    "# Kuis {#kuis .quiz draw=3}\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
    "# Kuis {#kuis .quiz}\n\n## Siapa? {#s1}\n- (x) PPK\n- ( ) PPTK",
)
KIND_NOT_SUPPORTED = Code(
    "E904",
    "This kind of question is not supported in this version yet.",
    "quiz",
    "## Kepanjangan ASN? {#s1}\n= Aparatur Sipil Negara",
    "## Kepanjangan ASN? {#s1}\n- (x) Aparatur Sipil Negara\n- ( ) Abdi Sipil Negara",
    line=2,
)

ALL = (CLASS_NOT_SUPPORTED, BANK_NOT_SUPPORTED, ATTRIBUTE_NOT_SUPPORTED, KIND_NOT_SUPPORTED)
