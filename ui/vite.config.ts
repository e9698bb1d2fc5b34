/// <reference types="vitest/config" />
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const src = fileURLToPath(new URL('./src', import.meta.url));

/** Gathers the licences of what is shipped with the pages, for the module `virtual:licences`. */
function licences(): Plugin {
  const name = 'virtual:licences';
  const root = fileURLToPath(new URL('.', import.meta.url));
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  return {
    name: 'licences',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      const shipped = new Set<string>();
      const ship = (folder: string) => {
        const { dependencies = {} } = JSON.parse(read(`${folder}package.json`)) as { dependencies?: object };
        for (const one of Object.keys(dependencies)) {
          if (shipped.has(one)) continue;
          shipped.add(one);
          ship(`node_modules/${one}/`);
        }
      };
      ship('');
      const texts = [...shipped, 'svelte'].map((one) => {
        const files = readdirSync(join(root, 'node_modules', one)).filter((file) => /^licen[cs]e/i.test(file));
        return `${one}\n\n${files.map((file) => read(`node_modules/${one}/${file}`).trim()).join('\n\n')}`;
      });
      return `export default ${JSON.stringify(texts.join('\n\n\n'))};`;
    },
  };
}

export default defineConfig({
  plugins: [svelte(), svelteTesting(), licences()],
  resolve: { alias: { $lib: `${src}/lib`, $components: `${src}/components` } },
  clearScreen: false,
  server: {
    port: 1420,
    strictPort: true,
    host: '127.0.0.1',
    // During design work the bridge serves the real commands; see lib/ipc/http.ts.
    proxy: process.env.FIRSTHAND_BRIDGE
      ? { '/call': process.env.FIRSTHAND_BRIDGE, '/events': process.env.FIRSTHAND_BRIDGE }
      : {},
  },
  build: {
    target: ['es2022', 'chrome111', 'safari16.4'],
    // The content security policy allows nothing inline: neither data: fonts nor the preload polyfill.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        // What every screen stands on is one file: many small ones would pack worse and weigh more in the first paint (B4).
        codeSplitting: { groups: [{ name: 'base', test: /node_modules\/svelte\/|src\/lib\/(state|ipc|text)\/|components\/shared\/(Dialog|Button|Icon)/ }] },
      },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    css: false,
    // Left to itself it leaves one core to the watcher, which runs in nobody's way here.
    maxWorkers: '100%',
    // Machines that build at the same time are slow; a test that hangs still ends.
    testTimeout: 30_000,
  },
});
