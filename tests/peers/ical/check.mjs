// Says what ical.js reads in each file of a folder, as JSON: file name to facts. It knows no zone but the one in the file.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [place, folder] = process.argv.slice(2);
const ICAL = createRequire(join(place, 'package.json'))('ical.js');
const library = ICAL.default ?? ICAL;

function facts(text) {
  const calendar = new library.Component(library.parse(text));
  library.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents('vtimezone')) library.TimezoneService.register(zone);
  const events = calendar.getAllSubcomponents('vevent');
  if (events.length !== 1) throw new Error(`${events.length} events`);
  const event = new library.Event(events[0]);
  return {
    method: calendar.getFirstPropertyValue('method'),
    uid: event.uid,
    sequence: event.sequence,
    status: events[0].getFirstPropertyValue('status'),
    summary: event.summary,
    place: event.location ?? '',
    description: event.description ?? '',
    start: [event.startDate.toUnixTime()],
    end: [event.endDate.toUnixTime()],
  };
}

const files = readdirSync(folder).filter((name) => name.endsWith('.ics')).sort();
process.stdout.write(JSON.stringify(Object.fromEntries(files.map((name) => [name, facts(readFileSync(join(folder, name), 'utf8'))]))));
