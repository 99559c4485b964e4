// What goes wrong, and what is too much.
import assert from 'node:assert/strict';
import { assertAccessible, assertQuiet, drawn, drawnIds, open, untilAnythingDrawn }
  from './browser.mjs';
import { bigMesh, hostileMesh, noSignals } from './meshes.mjs';

const NETWORK = /Failed to load resource/;

/** A problem document is shown, the picture before it stays, and all is well afterwards. */
export async function survivesAnApiError(browser, settings) {
  let isBroken = false;
  const { page, said } = await open(browser, settings, {
    hash: '#last=15m',
    before: (opened) => opened.route('**/api/v1/**', (route) => (isBroken
      ? route.fulfill({ status: 503, contentType: 'application/problem+json', json: PROBLEM })
      : route.continue())),
  });
  await untilAnythingDrawn(page);
  const before = await drawnIds(page);
  isBroken = true;
  await page.getByRole('button', { name: '1h' }).click();
  await page.locator('#notice').getByText('Storage is away.').waitFor();
  assert.deepEqual(await drawnIds(page), before);
  assert.match(await page.locator('#status summary').innerText(), /No answer/);
  await assertAccessible(page, 'with a problem');
  await page.keyboard.press('j');
  await page.locator('#panel h3', { hasText: 'Busiest' }).waitFor({ state: 'detached' });
  assert.match(await page.locator('#notice .banner').innerText(), /Storage is away/);
  isBroken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('#notice .banner').waitFor({ state: 'detached' });
  assert.doesNotMatch(await page.locator('#status summary').innerText(), /No answer/);
  assertQuiet(said, NETWORK);
}

const PROBLEM = {
  type: '/problems/storage-away', title: 'Storage is away', status: 503,
  detail: 'The storage cannot be reached.', instance: '/api/v1/topology', requestId: '1',
};

/** What failed is asked for again by itself, a range in the past too. */
export async function asksAgain(browser, settings) {
  let isBroken = true;
  const { page, said } = await open(browser, settings, {
    hash: `#${settings.range}`,
    before: (opened) => opened.route('**/api/v1/topology?*', (route) => (isBroken
      ? route.fulfill({ status: 503, contentType: 'application/problem+json', json: PROBLEM })
      : route.continue())),
  });
  await page.locator('#notice').getByText('Storage is away.').waitFor();
  isBroken = false;
  await untilAnythingDrawn(page);
  await page.locator('#notice .banner').waitFor({ state: 'detached' });
  assertQuiet(said, NETWORK);
}

/** An answer that the page cannot make sense of is told, and not the end. */
export async function survivesANonsensicalAnswer(browser, settings) {
  let isBroken = true;
  const { page, said } = await open(browser, settings, {
    hash: '#last=15m',
    before: (opened) => opened.route('**/api/v1/topology?*', (route) => (isBroken
      ? route.fulfill({ json: { nodes: 'none' } })
      : route.continue())),
  });
  await page.locator('#notice').getByText('The page failed.').waitFor();
  assert.match(await page.locator('#status summary').innerText(), /No answer/);
  isBroken = false;
  await untilAnythingDrawn(page);
  assertQuiet(said, /TypeError/);
}

/** A slow answer: what is still shown is not told as the answer. */
export async function saysThatItIsAsking(browser, settings) {
  let answerNow;
  const slow = new Promise((resolve) => {
    answerNow = resolve;
  });
  const { page, said } = await open(browser, settings, { hash: '#last=15m' });
  await untilAnythingDrawn(page);
  await page.route('**/api/v1/topology?*', async (route) => {
    await slow;
    await route.continue();
  });
  await page.getByRole('button', { name: '1h' }).click();
  const verdict = page.locator('#status summary');
  await verdict.getByText('Asking …').waitFor();
  answerNow();
  await verdict.getByText(/prox(y|ies)/).waitFor();
  assertQuiet(said);
}

/** The server does not answer at all. */
export async function survivesASilentServer(browser, settings) {
  const { page, said } = await open(browser, settings, {
    before: (opened) => opened.route('**/api/v1/**', (route) => route.abort()),
  });
  await page.locator('#notice').getByText('cannot be reached').waitFor();
  assertQuiet(said, NETWORK);
}

/** A Meshscope that nobody reports to yet says what to do. */
export async function survivesAnEmptyMesh(browser, settings) {
  const { page, said } = await open(browser, { ...settings, url: settings.emptyUrl });
  await page.getByText('No requests in this range').waitFor();
  assert.match(await page.locator('#notice').innerText(), /access log service/);
  assert.match(await page.locator('#status summary').innerText(), /No proxy reports/);
  assert.deepEqual(await drawnIds(page), []);
  await assertAccessible(page, 'an empty mesh');
  await page.screenshot({ path: `${settings.pictures}/empty.png` });
  assertQuiet(said);
}

/** A made-up mesh in the place of the API's, whose edges had no requests over time. */
async function answerWith(page, mesh) {
  await page.route('**/api/v1/edges/**', (route) => route.fulfill({ json: noSignals(mesh) }));
  await page.route('**/api/v1/topology?*', (route) => route.fulfill({ json: mesh }));
}

/** A thousand nodes are folded into boxes; one opens, and a search finds a needle. */
export async function staysUsableWithAThousandNodes(browser, settings) {
  const mesh = bigMesh(1000);
  const { page, said } = await open(browser, settings, {
    before: (opened) => answerWith(opened, mesh),
  });
  await untilAnythingDrawn(page);
  const folded = await drawn(page);
  assert.ok(folded.nodes.length <= 60, `${folded.nodes.length} nodes are drawn at first`);
  assert.equal((await drawnIds(page)).length < mesh.edges.length, true);
  const facts = await page.locator('#panel .facts').innerText();
  assert.match(facts, /1000 nodes\s+1501 edges$/, 'a folded box hides no figures');
  await page.screenshot({ path: `${settings.pictures}/thousand-folded.png` });
  await page.keyboard.press('b');
  await page.waitForFunction(() =>
    document.getElementById('graph')._cyreg.cy.nodes('[width]').length >= 1000);
  assert.equal((await drawnIds(page)).length, mesh.edges.length);
  await page.screenshot({ path: `${settings.pictures}/thousand-open.png` });
  await page.keyboard.press('/');
  await page.keyboard.type('name:service-777*');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => {
    const count = document.getElementById('graph')._cyreg.cy.edges().length;
    return count > 0 && count < 30;
  });
  await page.screenshot({ path: `${settings.pictures}/thousand-searched.png` });
  assertQuiet(said);
}

/** Names are anybody's to choose: markup in them is text. */
export async function showsHostileNamesAsText(browser, settings) {
  const { page, said } = await open(browser, settings, {
    before: (opened) => answerWith(opened, hostileMesh()),
  });
  await untilAnythingDrawn(page);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal(await page.locator('#panel img, #panel script').count(), 0);
  assert.match(await page.locator('#panel').innerText(), /<img src=x/);
  assertQuiet(said);
}
