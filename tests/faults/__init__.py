"""Crashes, races and fsync against real server processes: `make faults`; smaller runs are tests."""
