"""The nightly job: entries for cron, systemd and the Windows Task Scheduler, and how to install them."""

from orgtransfer.schedule.entries import FORMS, Job, files
from orgtransfer.schedule.install import install, usual

__all__ = ["FORMS", "Job", "files", "install", "usual"]
