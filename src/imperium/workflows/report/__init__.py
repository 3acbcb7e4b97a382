"""What a run delivers: a page to look at (`page.py`) and the same as data (`data.py`)."""

from imperium.workflows.report.data import report_data
from imperium.workflows.report.page import csp, render_report

__all__ = ["csp", "render_report", "report_data"]
