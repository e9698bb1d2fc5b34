// Reads documents from their saves and changes, and prints them as records (docs/documents.md). The first argument is where
// automerge's package lies; documents come as JSON on standard input.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const packages = createRequire(pathToFileURL(path.join(process.argv[2], 'package.json')));
const A = packages('@automerge/automerge');

const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));
const problems = [];

/** Applies what there is; a change that cannot be used is left out alone, and named. */
function build({ id, saves, changes }) {
  let doc = A.init();
  for (const save of saves) doc = A.merge(doc, A.load(bytes(save)));
  const decoded = changes.map(bytes).map((raw) => ({ raw, at: A.decodeChange(raw).startOp }));
  decoded.sort((a, b) => a.at - b.at);
  try {
    return A.applyChanges(doc, decoded.map(({ raw }) => raw))[0];
  } catch {
    for (const { raw } of decoded) {
      try {
        [doc] = A.applyChanges(doc, [raw]);
      } catch (error) {
        problems.push(`${id}: a change cannot be used: ${error.message ?? error}`);
      }
    }
    return doc;
  }
}

function uuid(data) {
  const hex = Buffer.from(data).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A value of a register as JSON. */
function plain(value) {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return value.length === 16 ? uuid(value) : Buffer.from(value).toString('base64');
  if (A.isImmutableString(value)) return value.toString();
  return typeof value === 'bigint' ? Number(value) : value;
}

const isObject = (value) =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array) && !A.isImmutableString(value);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// Of texts in the order of their code points, as UTF-8 has it.
const inOrder = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function entry(id, text) {
  let value = {};
  try {
    value = JSON.parse(text);
  } catch {
    // Shown with nothing but its id.
  }
  return { ...(isObject(value) ? value : {}), id };
}

const sortedJson = (value) =>
  Array.isArray(value)
    ? value.map(sortedJson)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.keys(value).sort(inOrder).map((key) => [key, sortedJson(value[key])]))
      : value;

/** Values that devices wrote apart, each once, in the order of their JSON. */
function distinct(values) {
  const texts = new Map(values.map((value) => [JSON.stringify(sortedJson(value)), value]));
  return [...texts.keys()].sort(inOrder).map((text) => texts.get(text));
}

/** A map is a set, an order or entries, which its values tell. */
function members(field, map, conflicts) {
  const keys = Object.keys(map).sort(inOrder);
  if (keys.every((key) => map[key] === true)) return keys;
  const text = (key) => plain(map[key]);
  if (keys.every((key) => UUID.test(key) && /^[0-9A-Za-z]+$/.test(text(key)))) {
    return keys.sort((a, b) => inOrder(text(a), text(b)) || inOrder(a, b));
  }
  for (const key of keys) {
    const apart = distinct(Object.values(A.getConflicts(map, key) ?? {}).map((value) => entry(key, plain(value))));
    if (apart.length > 1) conflicts[`${field}.${key}`] = apart;
  }
  return keys.map((key) => entry(key, text(key)));
}

function record(parts) {
  const doc = build(parts);
  const heads = A.getHeads(doc);
  const all = new Map(A.getAllChanges(doc).map((raw) => A.decodeChange(raw)).map((change) => [change.hash, change]));
  const latest = heads.map((hash) => all.get(hash)).filter((change) => !(parts.genesis.includes(change.actor) && change.time === 0));
  // Nobody has written anything yet.
  if (latest.length === 0) return undefined;
  const made = Object.values(A.getConflicts(doc, '_created') ?? {}).concat(doc._created ?? []);
  const conflicts = {};
  const fields = {};
  for (const [name, value] of Object.entries(doc)) {
    if (name.startsWith('_')) continue;
    if (isObject(value)) {
      fields[name] = members(name, value, conflicts);
    } else {
      fields[name] = plain(value);
      const apart = distinct(Object.values(A.getConflicts(doc, name) ?? {}).map(plain));
      if (apart.length > 1) conflicts[name] = apart;
    }
  }
  return {
    ...fields,
    id: parts.id,
    kind: parts.kind,
    version: [...heads].sort().join('.'),
    created: made.length > 0 ? new Date(Math.min(...made.map(Number))).toISOString() : null,
    updated: new Date(Math.max(...latest.map((change) => change.time * 1000))).toISOString(),
    deleted: doc._deleted !== undefined && latest.every((change) => change.message === 'delete'),
    conflicts,
  };
}

const documents = [];
for (const parts of JSON.parse(readFileSync(0, 'utf8'))) {
  try {
    const found = record(parts);
    if (found) documents.push(found);
  } catch (error) {
    problems.push(`${parts.id} cannot be read: ${error.message ?? error}`);
  }
}
process.stdout.write(JSON.stringify({ documents, problems }));
