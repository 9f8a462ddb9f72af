"""The sample exports: invented, deterministic, with everything planted that clerks meet.

`python -m tests.samples` writes `sample_exports/` and, beside this module, the truth about it.
"""
