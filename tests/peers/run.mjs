// Runs the peers on the work that our side has just done, and prints one table of all.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadavg } from 'node:os';
import { spawnSync } from 'node:child_process';

const place = process.env.PEERS_PLACE;
const load = () => loadavg().map((share) => share.toFixed(1)).join(' ');
const begun = load();

const peers = [
  { name: 'Joplin', file: 'joplin.json', command: [process.execPath, 'joplin.mjs'] },
  { name: 'automerge-repo', file: 'automerge.json', command: [process.execPath, 'automerge.mjs'] },
  { name: 'TaskChampion', file: 'taskchampion.json', command: ['target/release/peer-taskchampion'] },
];

const read = (file) => JSON.parse(readFileSync(join(place, file), 'utf8'));
const all = [{ name: 'Firsthand', figures: read('ours.json') }];
for (const { name, file, command } of peers) {
  if (!existsSync(command.at(-1))) continue;
  rmSync(join(place, file), { force: true });
  console.error(`  running ${name}`);
  const run = spawnSync(command[0], command.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] });
  if (run.status === 0) {
    const { version, figures } = read(file);
    all.push({ name: `${name} ${version}`, figures });
  } else {
    console.log(`${name} could not be measured.\n`);
    process.exitCode = 1;
  }
}

const three = (time) => (time < 1000 ? Number(time.toPrecision(3)).toString() : Math.round(time).toString());
const pair = ([median, p95]) => `${three(median)} · ${three(p95)}`;
const rows = [['row', 'who', 'history', 'files', 'CPU ms', 'clock ms', 'CPU, of ours']];

function compare(row, what, key, isOne) {
  const ours = (history) => all[0].figures.find((figure) => figure.history === history)?.[key];
  for (const { name, figures } of all) {
    for (const figure of figures) {
      const cost = figure[key];
      if (!cost) continue;
      const both = isOne ? ([median]) => three(median) : pair;
      const base = ours(figure.history);
      const ratio = name === 'Firsthand' || !base ? '–' : `${three(cost.cpu[0] / base.cpu[0])}×`;
      rows.push([row, `${name}: ${what}`, `${figure.history}×`, String(figure.files), both(cost.cpu), both(cost.wall), ratio]);
    }
  }
}

compare('B8', 'fresh join', 'join', true);
compare('B9', 'sending one edit', 'send');
compare('B9', 'taking one edit in', 'take');
compare('B10', 'nothing new', 'quiet');
for (const figure of all[0].figures) {
  const { cpu, wall } = figure.readdir;
  rows.push(['B10', 'readdir of our folder', `${figure.history}×`, String(figure.files), pair(cpu), pair(wall), `${three(cpu[0] / figure.quiet.cpu[0])}×`]);
}

const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
console.log(`${read('notes.json').notes.length} notes. Load of the machine: ${begun} before the peers, ${load()} after. Two figures are median · p95.\n`);
console.log(line(rows[0]));
console.log(`| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
rows.slice(1).forEach((row) => console.log(line(row)));
