// The graph: every edge is there, nothing moves by itself, lanes are at the edges.
import assert from 'node:assert/strict';
import { assertQuiet, ask, drawn, drawnIds, open, untilAnythingDrawn, untilDrawn }
  from './browser.mjs';

/** Opens as anybody would, without any parameter. */
export async function opensOnTheMesh(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: '#last=15m' });
  await untilAnythingDrawn(page);
  assert.match(await page.title(), /Meshscope/);
  assert.match(await page.locator('#panel h2').innerText(), /whole mesh/);
  assert.match(await page.locator('#status summary').innerText(), /prox(y|ies)/);
  assertQuiet(said);
}

/** Every edge that the API tells of, those that the proxies themselves counted among them. */
export async function drawsEveryEdge(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: `#${settings.range}&class=${ALL}` });
  const answer = await ask(settings, `/api/v1/topology?${settings.range}&class=all`);
  const ids = answer.edges.map((edge) => edge.id);
  assert.ok(ids.length >= settings.edges.length && settings.edges.length > 10);
  await untilDrawn(page, ids);
  const shown = new Set(await drawnIds(page));
  assert.deepEqual(settings.edges.filter((id) => !shown.has(id)), [], 'edges of the ground truth');
  await assertListed(page, answer);
  assertQuiet(said);
}

const ALL = 'live,mirror,fault-injected,probe,internal';

/** The same edges as text, for those who cannot see the picture. */
async function assertListed(page, answer) {
  await page.getByRole('button', { name: /^List all/ }).click();
  const rows = await page.locator('#all-edges tbody tr').allInnerTexts();
  const names = new Map(answer.nodes.map((node) => [node.id, node.name]));
  const text = rows.map((row) => row.replace(/\s+/g, ' ')).join('\n');
  for (const edge of answer.edges.filter((one) => one.entry === undefined)) {
    const call = `${names.get(edge.source)} → ${names.get(edge.destination)}`;
    assert.ok(text.replaceAll('→', ' → ').replace(/ +/g, ' ').includes(call), call);
  }
}

/** Numbers change all the time; where things stand does not. */
export async function staysStill(browser, settings) {
  let factor = 1;
  const { page, said } = await open(browser, settings, {
    hash: '#last=15m',
    before: (opened) => opened.route('**/api/v1/topology?*', async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      for (const edge of answer.edges) {
        edge.requestsPerSecond = (edge.requestsPerSecond ?? 0) * factor;
      }
      await route.fulfill({ response, json: answer });
    }),
  });
  await untilAnythingDrawn(page);
  const before = await drawn(page);
  factor = 50;
  const later = page.waitForResponse(/topology/);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await later;
  await page.waitForFunction((widths) => {
    const now = document.getElementById('graph')._cyreg.cy.edges().map((e) => e.data('width'));
    return now.join() !== widths;
  }, before.edges.map((edge) => edge.width).join());
  const after = await drawn(page);
  assert.deepEqual(places(after), places(before));
  const widths = new Map(before.edges.map((edge) => [edge.id, edge.width]));
  const grown = after.edges.filter((edge) => edge.width > (widths.get(edge.id) ?? Infinity));
  assert.ok(grown.length > 0, 'edges are as wide as their rate');
  assertQuiet(said);
}

function places({ nodes }) {
  return nodes.map(({ id, x, y }) => `${id} ${x.toFixed(3)} ${y.toFixed(3)}`).sort();
}

/** Ways in above everything, ways out below; plaintext is dashed, failures are another color. */
export async function showsLanesFailuresAndPlaintext(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: `#${settings.range}` });
  await untilAnythingDrawn(page);
  const { nodes, edges } = await drawn(page);
  const lane = (prefix) => nodes.filter((node) => node.id.startsWith(prefix)).map((n) => n.y);
  const middle = nodes.filter((node) => !/^(entry|exit):/.test(node.id)).map((node) => node.y);
  assert.ok(lane('entry:').length > 0 && lane('exit:').length > 0);
  assert.ok(Math.max(...lane('entry:')) < Math.min(...middle));
  assert.ok(Math.min(...lane('exit:')) > Math.max(...middle));
  const answer = await ask(settings, `/api/v1/topology?${settings.range}`);
  const facts = new Map(answer.edges.map((edge) => [edge.id, edge]));
  for (const edge of edges.filter((one) => one.members.length === 1)) {
    const fact = facts.get(edge.members[0]);
    assert.equal(edge.isDashed, fact.security?.policy === 'none', edge.id);
  }
  const single = edges.filter((edge) => edge.members.length === 1);
  const colors = (isBad) => new Set(single
    .filter((edge) => isBad(facts.get(edge.members[0]).errorRatio ?? 0)).map((one) => one.color));
  const [calm, failing] = [colors((ratio) => ratio < 0.001), colors((ratio) => ratio >= 0.2)];
  assert.ok(calm.size === 1 && failing.size === 1);
  assert.notDeepEqual(calm, failing);
  assertQuiet(said);
}
