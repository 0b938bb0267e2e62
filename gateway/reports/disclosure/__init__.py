"""Disclosure control: what the report holds back, and the check that it cannot be computed.

`protect` decides from the consolidated figures; `audit` looks at the finished tables as an
outsider does. The rules are the template's (`Template.disclosure`); docs/disclosure.md says
what a reader can know and why this is enough.
"""

from gateway.reports.disclosure.auditing import Audit, audit
from gateway.reports.disclosure.complementary import Progress
from gateway.reports.disclosure.differences import Changed, Links, changed_between, links_of
from gateway.reports.disclosure.protecting import Protection, Report, protect

__all__ = [
    "Audit",
    "Changed",
    "Links",
    "Progress",
    "Protection",
    "Report",
    "audit",
    "changed_between",
    "links_of",
    "protect",
]
