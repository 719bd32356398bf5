"""Fuzzing of the course checker, the part of `flask content check` that reads what strangers write.

Two fuzzers, each a process of its own: `guided` follows the coverage of the scanner (atheris, where
it exists), `generated` draws inputs with Hypothesis. Both change right and wrong courses (`seeds`)
with an eye for what means something in the format (`mutations`) and hold the checker to the same
promises (`checker`). `run` starts them and reads what they noted (`record`).

    .venv/bin/python -m tests.faults.fuzzing            all inputs of `make faults`
    .venv/bin/python -m tests.faults.fuzzing 5000       fewer
    .venv/bin/python -m tests.faults.fuzzing --input F  one that was kept
"""
