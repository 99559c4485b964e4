// Bundles the page into a folder: index.html and assets/, whose names hold a hash of what is in
// them, and assets.txt, which lists them. Usage: node build.mjs <folder>
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { build } from 'esbuild';

const folder = process.argv[2] ?? 'dist';
const assets = join(folder, 'assets');
const names = [];

rmSync(folder, { recursive: true, force: true });
mkdirSync(assets, { recursive: true });

const options = {
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome110', 'firefox115', 'safari16'],
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
};

/** Writes an asset under a name that changes with its content; the path that the page uses. */
function add(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  writeFileSync(join(assets, hashed), content);
  names.push(hashed);
  return `/assets/${hashed}`;
}

async function bundle(entry, more = {}) {
  const result = await build({ ...options, entryPoints: [entry], ...more });
  return result.outputFiles[0].contents;
}

const font = add('inter.woff2',
  readFileSync('node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'));
const icon = add('icon.svg', readFileSync('src/icon.svg'));
const worker = add('layout.js', await bundle('src/layout-worker.ts'));
const script = add('page.js',
  await bundle('src/main.ts', { define: { LAYOUT_WORKER: JSON.stringify(worker) } }));
const css = Buffer.from(await bundle('src/page.css', { external: ['*.woff2'] })).toString();
const style = add('page.css', css.replace('./inter.woff2', font));
const notices = add('licenses.txt', licenses());

const html = readFileSync('src/index.html', 'utf8')
  .replace('page.css', style)
  .replace('page.js', script)
  .replaceAll('icon.svg', icon)
  .replace('licenses.txt', notices);
writeFileSync(join(folder, 'index.html'), html);
writeFileSync(join(folder, 'assets.txt'), names.sort().join('\n') + '\n');

/** The licenses of what is bundled go with it. */
function licenses() {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  return Object.keys(dependencies).map((name) => {
    const home = join('node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${readFileSync(join(home, 'LICENSE'), 'utf8')}\n`;
  }).join('\n');
}
