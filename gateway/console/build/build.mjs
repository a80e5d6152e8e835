// Bundles the console into ../static, which is committed and embedded in the binary.
// Run `npm ci && npm run build` in this folder after a change here.
import { build } from 'esbuild';
import { writeFile } from 'node:fs/promises';
import { licences } from './licences.mjs';

const result = await build({
  entryPoints: { console: 'src/main.jsx' },
  outdir: '../static',
  bundle: true,
  minify: true,
  format: 'iife',
  jsx: 'automatic',
  target: ['es2022'],
  charset: 'utf8',
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none', // licences.txt has them all
  metafile: true,
});
await writeFile('../static/licences.txt', await licences(Object.keys(result.metafile.inputs)));
