"""Calendars of working days, by authority and version (Regulation 1182/71, Article 2)."""

from gateway.domain.calendars.calendar import Calendar
from gateway.domain.calendars.corrections import calendar_for
from gateway.domain.calendars.shelf import Calendars
from gateway.domain.calendars.sources import NotifiedCalendar, load_calendar, zone_of

__all__ = ["Calendar", "Calendars", "NotifiedCalendar", "calendar_for", "load_calendar", "zone_of"]
