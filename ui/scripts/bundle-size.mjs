// Measures what the first paint loads (index.html's scripts, preloads and style sheets) and fails above the budget (B4).
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KIB = 120;
const dist = new URL('../dist/', import.meta.url);
const html = readFileSync(new URL('index.html', dist), 'utf8');

if (/<script(?![^>]*\bsrc=)|<style|\sstyle=/i.test(html)) {
  console.error('index.html holds an inline script or style, which the content security policy refuses.');
  process.exit(1);
}

const files = [...html.matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const total = files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
const kib = (total / 1024).toFixed(1);
console.log(`first paint: ${kib} KiB gzip in ${files.length} files (budget ${BUDGET_KIB})`);
if (total > BUDGET_KIB * 1024) process.exit(1);
