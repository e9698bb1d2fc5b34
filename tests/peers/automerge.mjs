// automerge-repo with its folder storage, used by two devices as its authors allow: both on the same folder.
//
// This flatters it: the folder is its only database, so a joining device copies nothing, indexes nothing and decrypts
// nothing; it is told all addresses from outside; and it hears of no change in a folder, so it is also told which document
// to load again.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { updateText } from '@automerge/automerge';
import { Repo } from '@automerge/automerge-repo';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { cost, ensure, keep, place, spent, work } from './measure.mjs';

const open = (folder) => new Repo({ storage: new NodeFSStorageAdapter(folder) });
const run = promisify(execFile);
const write = (handle, text) => handle.change((doc) => updateText(doc, ['text'], text));

const files = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const names = (folder) => files(folder).map((entry) => join(entry.parentPath, entry.name)).sort().join();

// It also saves by itself a moment after each change, and then removes what is superseded.
async function settled(folder) {
  for (let before = ''; before !== names(folder); await setTimeout(1000)) before = names(folder);
}

async function writeAll(folder, notes, versions) {
  const repo = open(folder);
  const handles = notes.map(({ text }) => repo.create({ text }));
  await repo.flush();
  const texts = notes.map(({ text }) => text);
  for (let version = 1; version < versions; version += 1) {
    handles.forEach((handle, number) => {
      texts[number] += notes[number].more[version - 1];
      write(handle, texts[number]);
    });
    await repo.flush();
  }
  const index = `${folder}.json`;
  writeFileSync(index, JSON.stringify(handles.map((handle) => handle.url)));
  await settled(folder);
  return { repo, handles, texts, index };
}

async function joinAll(folder, index, count) {
  const repo = open(folder);
  const urls = JSON.parse(readFileSync(index, 'utf8'));
  const handles = await Promise.all(urls.map((url) => repo.find(url)));
  const letters = handles.reduce((sum, handle) => sum + handle.doc().text.length, 0);
  ensure(handles.length === count && letters > 0, 'every note has arrived');
}

async function measure(history) {
  const folder = join(place, `automerge-${history}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { notes, edits } = work();
  const { repo, handles, texts, index } = await writeAll(folder, notes, history);

  const joins = [];
  for (let number = 0; number < 3; number += 1) {
    // A fresh program each time, as a fresh device would have.
    const done = await run(process.execPath, [fileURLToPath(import.meta.url), 'join', folder, index, String(notes.length)]);
    joins.push(JSON.parse(done.stdout));
  }

  const [sending, taking] = [[], []];
  for (const [number, edit] of edits.entries()) {
    texts[number] += edit;
    sending.push(
      await spent(async () => {
        write(handles[number], texts[number]);
        await repo.flush([handles[number].documentId]);
      }),
    );
    let read;
    taking.push(
      await spent(async () => {
        read = (await open(folder).find(handles[number].url)).doc().text;
      }),
    );
    ensure(read === texts[number], 'the edit has arrived');
  }
  await repo.shutdown();
  return { history, files: files(folder).length, join: cost(joins), send: cost(sending), take: cost(taking) };
}

if (process.argv[2] === 'join') {
  const [folder, index, count] = process.argv.slice(3);
  console.log(JSON.stringify(await spent(() => joinAll(folder, index, Number(count)))));
  process.exit(0);
}
const { version } = JSON.parse(readFileSync('node_modules/@automerge/automerge-repo/package.json', 'utf8'));
keep('automerge.json', { version, figures: [await measure(1), await measure(10)] });
process.exit(0);
