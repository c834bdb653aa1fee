// Bundles src/ and css/ into dist/, which the server serves as /static/.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { placeEngine } from './engine.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist');

const options = {
  absWorkingDir: root,
  entryPoints: [
    { in: 'src/site.ts', out: 'site' },
    { in: 'src/live/main.ts', out: 'live' },
    { in: 'src/device/worker.ts', out: 'worker' },
    { in: 'css/site.css', out: 'site' },
  ],
  outdir: out,
  bundle: true,
  format: 'esm',
  target: ['es2021', 'chrome100', 'firefox100', 'safari15'],
  loader: { '.woff2': 'file' },
  assetNames: '[name]-[hash]',
  minify: true,
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
};

/** What a page without a network needs at once; the engine is fetched when somebody wants to exercise. */
function neededFiles() {
  return readdirSync(out).filter((name) => /\.(js|css|svg|woff2|html)$/.test(name)).sort();
}

/** The one page that must be there without a server: a file for each language, with the messages in their tags' place. */
function placeOfflinePages() {
  const folder = join(root, '../messages/browser');
  const page = readFileSync(join(root, 'static/offline.html'), 'utf8');
  for (const language of readdirSync(folder).map((name) => name.replace('.json', ''))) {
    const messages = JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8'));
    const text = page.replace('LANGUAGE', language).replace(/\[\[([a-z_]+)\.([a-z_]+)\]\]/g, (tag, section, key) => {
      const message = messages[section]?.[key];
      if (message === undefined) throw new Error(`offline.html: there is no message ${tag} in ${language}`);
      return message;
    });
    writeFileSync(join(out, language === 'en' ? 'offline.html' : `offline-${language}.html`), text);
  }
}

/** Names its files and their hash, so that it is another one when any of them is. */
async function buildServiceWorker() {
  const files = neededFiles();
  const hash = createHash('sha256');
  for (const name of files) hash.update(name).update(readFileSync(join(out, name)));
  await esbuild.build({
    ...options,
    entryPoints: [{ in: 'src/offline/service_worker.ts', out: 'service-worker' }],
    define: {
      BUILD: JSON.stringify(hash.digest('hex').slice(0, 16)),
      FILES: JSON.stringify(files.map((name) => `/static/${name}`)),
    },
  });
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
cpSync(join(root, 'static'), out, { recursive: true });
// The font's licence asks to travel with it.
cpSync(
  join(root, 'node_modules/@fontsource-variable/figtree/LICENSE'),
  join(out, 'figtree.LICENSE.txt'),
);
placeOfflinePages();
placeEngine();
if (process.argv.includes('--watch')) {
  await (await esbuild.context(options)).watch();
} else {
  await esbuild.build(options);
  await buildServiceWorker();
}
