"""Says what the Python package icalendar reads in each file of a folder, as JSON: file name to facts.

The moment of each time is found twice: by the system's knowledge of the zone, and by the zone as the file describes it.
"""

import json
import pathlib
import sys
from datetime import timezone

from icalendar import Calendar


def moments(calendar, name):
    (event,) = calendar.walk("VEVENT")
    known = event[name].dt
    found = [int(known.astimezone(timezone.utc).timestamp())]
    for described in calendar.walk("VTIMEZONE"):
        zone = described.to_tz(lookup_tzid=False)
        local = known.replace(tzinfo=None)
        local = zone.localize(local) if hasattr(zone, "localize") else local.replace(tzinfo=zone)
        found.append(int(local.astimezone(timezone.utc).timestamp()))
    return sorted(set(found))


def facts(path):
    calendar = Calendar.from_ical(path.read_bytes())
    (event,) = calendar.walk("VEVENT")
    if event.errors:
        raise SystemExit(f"{path.name}: {event.errors}")
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "place": str(event.get("LOCATION", "")),
        "description": str(event.get("DESCRIPTION", "")),
        "start": moments(calendar, "DTSTART"),
        "end": moments(calendar, "DTEND"),
    }


print(json.dumps({path.name: facts(path) for path in sorted(pathlib.Path(sys.argv[1]).glob("*.ics"))}))
