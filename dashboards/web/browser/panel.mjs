// The side panel: what a click on an edge or a node tells, held to the API.
import assert from 'node:assert/strict';
import { ask, assertQuiet, drawn, fragment, open, untilAnythingDrawn } from './browser.mjs';

/** Clicks the edge in the picture, not in a list. */
export async function opensAnEdge(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: `#${settings.range}` });
  await untilAnythingDrawn(page);
  const answer = await ask(settings, `/api/v1/topology?${settings.range}`);
  const edge = failing(answer);
  await clickEdge(page, edge.id);
  await page.waitForFunction((id) => location.hash.includes(`sel=${id}`), edge.id);
  const names = new Map(answer.nodes.map((node) => [node.id, node.name]));
  const title = (await page.locator('#panel h2').innerText()).replace(/\s+/g, '');
  assert.equal(title, `${names.get(edge.source)}→${names.get(edge.destination)}`);
  await page.locator('#panel .figures').waitFor();
  await page.getByText('Both sides').waitFor();
  await assertFigures(page, settings, edge);
  assert.equal(await page.locator('#panel .u-wrap').count(), 3, 'rate, errors and latency');
  assert.match(await page.locator('#panel .heat canvas').getAttribute('aria-label'), /99 percent/);
  for (const cause of Object.keys(edge.causes)) {
    assert.ok(await page.locator('#panel .bars', { hasText: cause }).count() > 0, cause);
  }
  await seesItAsTheCallee(page, settings, edge);
  assertQuiet(said);
}

/** Whose view the plots show is in the link too. */
async function seesItAsTheCallee(page, settings, edge) {
  await page.getByRole('button', { name: 'Callee' }).click();
  await page.waitForFunction(() => location.hash.includes('side=destination'));
  const path = `/api/v1/edges/${edge.id}/golden-signals?${settings.range}&reporter=destination`;
  const { requests } = (await ask(settings, path)).total;
  const shown = page.locator('#panel .figures + .note');
  const holds = async () => number((await shown.innerText()).split(' requests')[0]) - requests;
  await shown.filter({ hasText: 'requests' }).waitFor();
  await page.reload();
  await shown.filter({ hasText: 'requests' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Callee' }).getAttribute('aria-pressed'),
    'true');
  assert.ok(Math.abs(await holds()) <= precision(requests));
}

/** An edge that fails for several causes and is reported by both sides. */
function failing(answer) {
  const found = answer.edges
    .filter((edge) => edge.requestsBySource > 0 && edge.requestsByDestination > 0)
    .sort((a, b) => Object.keys(b.causes).length - Object.keys(a.causes).length)[0];
  assert.ok(Object.keys(found.causes).length >= 2);
  return found;
}

async function clickEdge(page, id) {
  const at = await page.evaluate((wanted) => {
    const cy = document.getElementById('graph')._cyreg.cy;
    const edge = cy.getElementById(wanted);
    const box = document.getElementById('graph').getBoundingClientRect();
    const end = edge.renderedTargetEndpoint();
    return { x: box.left + end.x, y: box.top + end.y - 9 * cy.zoom() };
  }, id);
  await page.mouse.click(at.x, at.y);
}

/** Requests and the share of failures are the API's, for each side. */
async function assertFigures(page, settings, edge) {
  const rows = await page.locator('#panel .sides tbody tr').allInnerTexts();
  const cells = new Map(rows.map((row) => {
    const [name, ...values] = row.split('\t').map((cell) => cell.trim());
    return [name, values];
  }));
  const path = `/api/v1/edges/${edge.id}/golden-signals?${settings.range}`;
  const totals = await Promise.all(['source', 'destination'].map((reporter) =>
    ask(settings, `${path}&reporter=${reporter}`)));
  totals.forEach(({ total }, side) => {
    const shown = number(cells.get('Requests')[side]);
    assert.ok(Math.abs(shown - total.requests) <= precision(total.requests), `${shown}`);
  });
}

function number(text) {
  const value = Number(text.replace(/[^\d.]/g, ''));
  return text.includes('k') ? value * 1000 : value;
}

/** The page shows three digits from 10 000 on. */
function precision(count) {
  return count < 10_000 ? 0 : count / 100;
}

/** A node tells of its callers, its callees, and how its service is split into versions. */
export async function opensANode(browser, settings) {
  const answer = await ask(settings, `/api/v1/topology?${settings.range}`);
  const node = answer.nodes.find((one) => one.name === 'reviews-v1');
  const hash = `#${settings.range}&sel=${node.id}`;
  const { page, said } = await open(browser, settings, { hash });
  await page.locator('#panel').getByText('Versions', { exact: true }).waitFor();
  assert.equal(await page.locator('#panel h2').innerText(), 'reviews-v1');
  const detail = await ask(settings, `/api/v1/services/bookinfo/reviews?${settings.range}`);
  const bars = await page.locator('#panel .bars').last().innerText();
  assert.equal(detail.versions.length, 3);
  for (const version of detail.versions) {
    assert.ok(bars.includes(version.workload), version.workload);
  }
  assert.match(await page.locator('#panel').innerText(), /Callers[\s\S]*productpage-v1/);
  assertQuiet(said);
}

/** The neighborhood of one node, from its panel, and back by the browser's own button. */
export async function focusesOnANode(browser, settings) {
  const answer = await ask(settings, `/api/v1/topology?${settings.range}`);
  const node = answer.nodes.find((one) => one.name === 'ratings-v1');
  const hash = `#${settings.range}&sel=${node.id}`;
  const { page, said } = await open(browser, settings, { hash });
  await untilAnythingDrawn(page);
  const all = (await drawn(page)).edges.length;
  await page.getByRole('button', { name: 'Show only its neighborhood' }).click();
  const near = answer.edges
    .filter((edge) => edge.source === node.id || edge.destination === node.id).length;
  await page.waitForFunction((count) =>
    document.getElementById('graph')._cyreg.cy.edges().length === count, near);
  assert.equal((await fragment(page)).get('focus'), node.id);
  await page.goBack();
  await page.waitForFunction((count) =>
    document.getElementById('graph')._cyreg.cy.edges().length === count, all);
  assertQuiet(said);
}
