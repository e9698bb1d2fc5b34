// Starts Joplin's terminal app with its syncs timed from within: whatever the app needs to start stays out of the figures.
//
// Each sync adds a line to the file PEERS_TIMES. Before a sync begins, the program in PEERS_BEFORE runs to its end, so that
// another device can have written something; its time is not counted.
const Module = require('node:module');
const { appendFileSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const { join } = require('node:path');

const { PEERS_TIMES, PEERS_BEFORE } = process.env;
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

function time(Synchronizer) {
  const start = Synchronizer.prototype.start;
  Synchronizer.prototype.start = async function timed(options = {}) {
    if (PEERS_BEFORE) {
      const [program, ...rest] = JSON.parse(PEERS_BEFORE);
      const { PEERS_BEFORE: _, ...env } = process.env;
      const run = spawnSync(program, rest, { env: { ...env, PEERS_TIMES: '' } });
      if (run.status !== 0) throw new Error(`the other device could not write: ${run.stdout} ${run.stderr}`);
    }
    let report = {};
    const watched = (news) => {
      report = { ...report, ...news };
      options.onProgress?.(news);
    };
    const [begun, before] = [performance.now(), cpu()];
    const result = await start.call(this, { ...options, onProgress: watched });
    const { createLocal = 0, updateLocal = 0, createRemote = 0, updateRemote = 0, errors = [] } = report;
    const line = { wall: performance.now() - begun, cpu: cpu() - before, createLocal, updateLocal, createRemote, updateRemote };
    if (PEERS_TIMES) appendFileSync(PEERS_TIMES, `${JSON.stringify({ ...line, errors: errors.map(String) })}\n`);
    return result;
  };
}

const load = Module._load;
Module._load = function loadAndTime(request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (request.endsWith('/Synchronizer') && loaded.default?.prototype?.start && !loaded.timed) {
    Object.defineProperty(loaded, 'timed', { value: true });
    time(loaded.default);
  }
  return loaded;
};

const main = join(process.cwd(), 'node_modules/joplin/main.js');
process.argv[1] = main;
require(main);
