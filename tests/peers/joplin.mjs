// Joplin's terminal app, two devices that sync through a folder (its sync target 2), each with a profile of its own and
// without a network.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { cost, ensure, keep, place, work } from './measure.mjs';

const QUIET = 12;
// The first syncs of a process compile what they run; they are left out where there are many.
const WARM = 2;

const home = join(place, 'joplin');
const folder = join(home, 'folder');
const alone = ['unshare', '--user', '--map-root-user', '--net'];
const hasUnshare = spawnSync(alone[0], [...alone.slice(1), 'true']).status === 0;

const command = (device, ...args) => [process.execPath, join(process.cwd(), 'joplin-timed.cjs'), '--profile', join(home, device), ...args];

function joplin(device, args, extra = {}) {
  const [program, ...rest] = hasUnshare ? [...alone, ...command(device, ...args)] : command(device, ...args);
  const times = join(home, 'times');
  rmSync(times, { force: true });
  const env = { PATH: process.env.PATH, HOME: home, TMPDIR: home, LANG: 'C.UTF-8', PEERS_TIMES: times, ...extra };
  const run = spawnSync(program, rest, { env, encoding: 'utf8', maxBuffer: 1 << 28 });
  ensure(run.status === 0, `joplin ${args.join(' ').slice(0, 80)} works: ${run.stdout?.slice(-2000)} ${run.stderr?.slice(-2000)}`);
  let lines = [];
  try {
    lines = readFileSync(times, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  } catch {
    ensure(!args.some((arg) => arg === 'sync'), `a sync was timed: ${run.stdout} ${run.stderr}`);
  }
  lines.forEach((line) => ensure(line.errors.length === 0, `a sync works: ${line.errors}`));
  return lines;
}

function batch(device, lines, extra) {
  const file = join(home, `${device}.commands`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return joplin(device, ['batch', file], extra);
}

const title = (number) => `note-${String(number).padStart(5, '0')}`;
const quoted = (text) => `"${text.replace(/["\\\n]/g, ' ')}"`;

rmSync(home, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { notes, edits } = work();
const source = join(home, 'notes');
mkdirSync(source);
notes.forEach(({ text }, number) => writeFileSync(join(source, `${title(number)}.md`), text));

const setUp = ['config sync.target 2', `config sync.2.path ${folder}`, 'config sync.interval 0', 'config revisionService.enabled false'];
const devices = ['writer', 'reader'];
devices.forEach((device) => {
  mkdirSync(join(home, device));
  batch(device, setUp);
});
joplin('writer', ['import', '--format', 'md', source]);
const [first] = joplin('writer', ['sync']);
ensure(first.createRemote >= notes.length, 'every note is in the folder');
const [joined] = joplin('reader', ['sync']);
ensure(joined.createLocal >= notes.length, 'every note has arrived');

// What arrived counts as news once more in the first sync after it.
const quiet = batch('reader', Array(QUIET + WARM).fill('sync')).slice(WARM);
quiet.forEach((line) => ensure(line.createLocal + line.updateLocal + line.updateRemote === 0, 'nothing is new'));

const count = Math.min(12, edits.length);
const typed = edits.slice(0, count).map((edit, number) => `set ${title(number)} body ${quoted(notes[number].text + edit)}`);
const sending = batch('writer', ['use notes', ...typed.flatMap((line) => [line, 'sync'])]);
sending.forEach((line) => ensure(line.updateRemote === 1, 'one edit was sent'));
joplin('reader', ['sync']);

// While the reader stays open, the writer starts, edits and syncs before each of its looks.
const again = join(home, 'again.cjs');
writeFileSync(
  again,
  `const { spawnSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const file = ${JSON.stringify(join(home, 'turn'))};
const turn = Number(readFileSync(file, 'utf8'));
writeFileSync(file, String(turn + 1));
const commands = ${JSON.stringify(join(home, 'writer.commands'))};
writeFileSync(commands, 'set note-' + String(turn).padStart(5, '0') + ' body "written again, time ' + turn + '"\\nsync\\n');
const run = spawnSync(process.execPath, ${JSON.stringify([...command('writer', 'batch', join(home, 'writer.commands')).slice(1)])}, { stdio: 'inherit' });
process.exit(run.status);
`,
);
writeFileSync(join(home, 'turn'), '0');
const taking = batch('reader', Array(6 + WARM).fill('sync'), { PEERS_BEFORE: JSON.stringify([process.execPath, again]) });
taking.forEach((line) => ensure(line.updateLocal === 1, 'one edit has arrived'));

const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
const { version } = JSON.parse(readFileSync('node_modules/joplin/package.json', 'utf8'));
const figures = { history: 1, files, join: cost([joined]), send: cost(sending.slice(WARM)), take: cost(taking.slice(WARM)), quiet: cost(quiet) };
keep('joplin.json', { version, alone: hasUnshare, figures: [figures] });
