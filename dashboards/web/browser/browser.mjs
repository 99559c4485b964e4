// A real Chromium with the page in it, and what all scenarios look at.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const LIMIT_MILLIS = 20_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens a browser, runs the scenario in it, and closes it whatever happened. */
export async function withBrowser(settings, scenario) {
  const browser = await chromium.launch({ executablePath: settings.chromium, args: FLAGS });
  try {
    await scenario(browser);
  } finally {
    await browser.close();
  }
}

/**
 * The page in a window of its own. Nothing may appear on its console but what is expected. There
 * are no rules, unless `alerts` has answers or says `real`: no scenario is disturbed by an alert.
 */
export async function open(browser, settings, options = {}) {
  const { width = 1440, height = 900, theme = 'light', hash = '', before } = options;
  const { alerts = NO_ALERTS } = options;
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce', timezoneId: 'UTC',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT_MILLIS);
  const said = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      said.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => said.push(`exception: ${error.stack}`));
  if (alerts !== 'real') {
    await answerAlerts(page, alerts);
  }
  await before?.(page);
  await page.goto(settings.url + '/' + hash);
  return { page, said };
}

const NO_ALERTS = { alerts: [], groups: [], files: [], objectives: [] };

/** Answers in the place of the API's; the object may change while the page asks. */
async function answerAlerts(page, answers) {
  await page.route('**/api/v1/alerts?*', (route) =>
    route.fulfill({ json: { alerts: answers.alerts } }));
  await page.route('**/api/v1/rules?*', (route) =>
    route.fulfill({ json: { groups: answers.groups, files: answers.files } }));
  await page.route('**/api/v1/slos?*', (route) =>
    route.fulfill({ json: { objectives: answers.objectives } }));
}

/** The graph that is drawn, as the library that draws it has registered it. */
export function drawn(page) {
  return page.evaluate(() => {
    const cy = document.getElementById('graph')._cyreg?.cy;
    const nodes = cy?.nodes('[width]').map((node) => ({ id: node.id(), ...node.position() }));
    const edges = cy?.edges().map((edge) => ({
      id: edge.id(), members: edge.data('members'), width: edge.data('width'),
      color: edge.data('color'), isDashed: edge.hasClass('plaintext'),
    }));
    return { nodes: nodes ?? [], edges: edges ?? [], zoom: cy?.zoom() };
  });
}

/** Ids of the API's edges that are drawn, sorted. */
export async function drawnIds(page) {
  return (await drawn(page)).edges.flatMap((edge) => edge.members).sort();
}

/** Waits until exactly these edges of the API are drawn. */
export async function untilDrawn(page, ids) {
  const wanted = [...ids].sort().join();
  await page.waitForFunction((expected) => {
    const cy = document.getElementById('graph')._cyreg?.cy;
    return cy?.edges().map((edge) => edge.data('members')).flat().sort().join() === expected;
  }, wanted).catch(async () => {
    assert.deepEqual(await drawnIds(page), [...ids].sort());
  });
}

/** Waits until something is drawn at all. */
export async function untilAnythingDrawn(page) {
  await page.waitForFunction(() =>
    (document.getElementById('graph')._cyreg?.cy.edges().length ?? 0) > 0);
}

/** What the API answers. */
export async function ask(settings, path) {
  const response = await fetch(settings.url + path);
  assert.equal(response.status, 200, path);
  return response.json();
}

/** No rule of axe-core is broken that is more than minor. */
export async function assertAccessible(page, what) {
  await page.evaluate(AXE);
  const broken = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.filter((one) => one.impact !== 'minor').map((one) =>
      `${one.impact} ${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`);
  });
  assert.deepEqual(broken, [], what);
}

/** The page had nothing to complain about, but for what was caused on purpose. */
export function assertQuiet(said, expected = /^$/) {
  assert.deepEqual(said.filter((line) => !expected.test(line)), []);
}

/** What the address holds behind the sign #. */
export async function fragment(page) {
  return new URLSearchParams(new URL(page.url()).hash.slice(1));
}
