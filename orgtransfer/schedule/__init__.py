"""The nightly job: entries for cron, systemd and the Windows Task Scheduler, and how to install them."""

from orgtransfer.schedule.entries import FORMS, Job, files
from orgtransfer.schedule.install import install, linger, lingers, remove, upcoming, usual

__all__ = ["FORMS", "Job", "files", "install", "linger", "lingers", "remove", "upcoming", "usual"]
