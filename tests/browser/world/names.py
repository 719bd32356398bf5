"""The names that both the world and the places in it use."""

from __future__ import annotations

LONG_NAME = "Raden Ayu Siti Nurhaliza Kusumaningrum Prawirodirjo-Notonegoro"
LONG_TEACHER = "Prof. Dr. Lina Kusumawardhani Tjokroaminoto-Sastrowardoyo"
NOBODY = "bukan-siapa-siapa"
LONG_TITLE = "Penatausahaan Pertanggungjawaban Penyelenggaraan Pemerintahan Daerah Berkelanjutan"
LONG_PICTURE = "alur-pertanggungjawaban-penyelenggaraan-pemerintahan-daerah-berkelanjutan.png"
PROJECT = "manajemen-proyek"
FIRST_LESSONS = ("kebutuhan-proyek", "rencana-anggaran", "hasil-kak")
