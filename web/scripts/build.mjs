// Bundles src/ and css/ into dist/, which the server serves as /static/.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'dist');

const options = {
  absWorkingDir: root,
  entryPoints: [
    { in: 'src/site.ts', out: 'site' },
    { in: 'src/live/main.ts', out: 'live' },
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

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
cpSync(join(root, 'static'), out, { recursive: true });
// The font's licence asks to travel with it.
cpSync(
  join(root, 'node_modules/@fontsource-variable/figtree/LICENSE'),
  join(out, 'figtree.LICENSE.txt'),
);
if (process.argv.includes('--watch')) {
  await (await esbuild.context(options)).watch();
} else {
  await esbuild.build(options);
}
