// Runs one scenario: node run.mjs <name>, with the settings as JSON on standard input.
import { readFileSync } from 'node:fs';
import * as alerts from './alerts.mjs';
import * as real from './alerts-real.mjs';
import { withBrowser } from './browser.mjs';
import * as graph from './graph.mjs';
import * as looks from './looks.mjs';
import * as panel from './panel.mjs';
import * as steering from './steering.mjs';
import * as time from './time.mjs';
import * as trouble from './trouble.mjs';

const scenarios = {
  ...alerts, ...real, ...graph, ...looks, ...panel, ...steering, ...time, ...trouble,
};

const scenario = scenarios[process.argv[2]];
if (scenario === undefined) {
  console.error(`no scenario ${process.argv[2]}, but ${Object.keys(scenarios).join(', ')}`);
  process.exit(2);
}
const settings = JSON.parse(readFileSync(0, 'utf8'));
await withBrowser(settings, (browser) => scenario(browser, settings));
