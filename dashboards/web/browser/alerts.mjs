// Alerts and objectives. What fires is made up: rules and faults have tests of their own.
import assert from 'node:assert/strict';
import { alert, everything, groups, objective } from './alerts-made.mjs';
import { ask, assertAccessible, assertQuiet, fragment, open, untilAnythingDrawn }
  from './browser.mjs';

const NETWORK = /Failed to load resource/;

/** The live edges within the mesh, each drawn as itself, the busiest first. */
async function edgesOf(settings, more = '') {
  const { edges } = await ask(settings, `/api/v1/topology?${settings.range}${more}`);
  return edges.filter((edge) => edge.entry === undefined)
    .sort((a, b) => b.requests - a.requests);
}

/** Ids of edges that are drawn with a mark. */
function marked(page, mark) {
  return page.evaluate((name) => document.getElementById('graph')._cyreg.cy
    .edges(`.alert-${name}`).map((edge) => edge.data('members')).flat().sort(), mark);
}

const count = (page) => page.locator('#firing button');
const list = (page) => page.locator('#alerts');

/** The count is always there; the list tells all of it; a click goes to the edge, and back. */
export async function tellsWhatFires(browser, settings) {
  const edges = await edgesOf(settings);
  for (const theme of ['light', 'dark']) {
    const alerts = everything(edges);
    const { page, said } = await open(browser, settings,
      { hash: `#${settings.range}`, theme, alerts });
    await untilAnythingDrawn(page);
    await page.getByText('2 fire, 1 held: data incomplete').waitFor();
    assert.match(await count(page).getAttribute('class'), /page/);
    await untilMarked(page, 'page', [edges[0].id]);
    await untilMarked(page, 'held', [edges[1].id]);
    await untilMarked(page, 'ticket', [edges[2].id]);
    await untilMarked(page, 'pending', [edges[3].id]);
    await page.screenshot({ path: `${settings.pictures}/alerts-graph-${theme}.png` });
    await count(page).click();
    assert.equal((await fragment(page)).get('sel'), 'alerts');
    await assertListed(page);
    await assertAccessible(page, `alerts, ${theme}`);
    await page.screenshot({ path: `${settings.pictures}/alerts-${theme}.png` });
    await list(page).locator('[data-objective]').last().scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${settings.pictures}/objectives-${theme}.png` });
    await goesToTheEdge(page, edges[0]);
    assertQuiet(said);
  }
}

async function untilMarked(page, mark, ids) {
  await page.waitForFunction(([name, wanted]) => document.getElementById('graph')._cyreg.cy
    .edges(`.alert-${name}`).map((edge) => edge.data('members')).flat().join() === wanted,
  [mark, ids.join()]);
}

async function assertListed(page) {
  const items = list(page).locator('[data-alert]');
  assert.deepEqual(await items.locator('.row b').allInnerTexts(),
    ['ReviewsBurnBudget', 'RetriesAmplify', 'SlowDetails', 'NewEdge', 'ProxiesSilent']);
  assert.match(await items.nth(0).innerText(), /page[\s\S]*value 15.1[\s\S]*proxies heard/);
  assert.match(await items.nth(1).innerText(), /<img src=x/);
  assert.match(await items.nth(2).innerText(), /held: data incomplete/);
  assert.match(await items.nth(3).innerText(), /pending since[\s\S]*value not known/);
  const objectives = await list(page).locator('[data-objective]').allInnerTexts();
  assert.match(objectives[0], /18.5.%[\s\S]*15.1×[\s\S]*8.h 48.min[\s\S]*page burns/);
  assert.match(objectives[1], /−308.%[\s\S]*gone/);
}

async function goesToTheEdge(page, edge) {
  await list(page).locator('[data-alert]').first().getByRole('button').first().click();
  await page.waitForFunction((id) => location.hash.includes(`sel=${id}`), edge.id);
  await page.locator('#panel').getByText('Both sides').waitFor();
  assert.equal(await list(page).isVisible(), false);
  await page.goBack();
  await list(page).locator('[data-alert]').first().waitFor();
  await page.keyboard.press('Escape');
  await list(page).waitFor({ state: 'hidden' });
  assert.equal((await fragment(page)).get('sel'), null);
}

/** A key opens the list, and a link does; the help knows the key. */
export async function opensAlertsByKeyAndLink(browser, settings) {
  const alerts = everything(await edgesOf(settings));
  const hash = `#${settings.range}&sel=alerts`;
  const { page, said } = await open(browser, settings, { hash, alerts });
  await list(page).locator('[data-alert]').first().waitFor();
  await page.waitForFunction(() => document.title.startsWith('Alerts'));
  await page.keyboard.press('a');
  await list(page).waitFor({ state: 'hidden' });
  await page.locator('#panel').getByText('The whole mesh').waitFor();
  await page.keyboard.press('a');
  await list(page).locator('[data-alert]').first().waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('alerts and objectives').waitFor();
  assertQuiet(said);
}

/** An answer that is missing is never "nothing fires"; what was known before says of when. */
export async function saysWhenAlertsAreNotKnown(browser, settings) {
  let failure;
  const alerts = { alerts: [], groups: groups([{ name: 'Errors' }]), files: [], objectives: [] };
  const { page, said } = await open(browser, settings, {
    hash: `#${settings.range}&sel=alerts`,
    alerts,
    before: (opened) => opened.route(/\/api\/v1\/(alerts|slos)/, (route) =>
      (failure === undefined ? route.fallback() : failure(route))),
  });
  await count(page).getByText('Nothing fires').waitFor();
  await list(page).getByText('Nothing fires.').waitFor();
  const failures = [
    (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', json: AWAY }),
    (route) => route.fulfill({ status: 404, body: 'not here' }),
    (route) => route.abort(),
  ];
  for (failure of failures) {
    await count(page).getByText('Alerts not known').waitFor();
    await list(page).getByText('What fires is not known.').waitFor();
    assert.doesNotMatch(await page.locator('body').innerText(), /Nothing fires/);
    failure = undefined;
    await count(page).getByText('Nothing fires').waitFor();
  }
  failure = failures[0];
  await list(page).getByText('Storage is away').first().waitFor();
  await assertAccessible(page, 'alerts that are not known');
  await page.screenshot({ path: `${settings.pictures}/alerts-unknown.png` });
  assertQuiet(said, NETWORK);
}

/** A group that nobody evaluates is never "nothing fires" either, until it is evaluated again. */
export async function saysWhichGroupsAreNotEvaluated(browser, settings) {
  const [evaluated] = groups([{ name: 'Errors' }], { health: 'unknown' });
  const stalled = { ...evaluated, name: 'stalled', lastEvaluation: '2026-01-31T12:00:00Z' };
  const alerts = { alerts: [], groups: [evaluated, stalled], files: [], objectives: [] };
  const { page, said } = await open(browser, settings,
    { hash: `#${settings.range}&sel=alerts`, alerts });
  await count(page).getByText('Alerts not known: stalled not evaluated').waitFor();
  await list(page).getByText('Groups that are not evaluated').waitFor();
  await list(page).getByText('for the last time').waitFor();
  assert.doesNotMatch(await page.locator('body').innerText(), /Nothing fires/);
  await assertAccessible(page, 'groups that are not evaluated');
  await page.screenshot({ path: `${settings.pictures}/alerts-not-evaluated.png` });
  alerts.groups = [evaluated];
  await count(page).getByText('Nothing fires').waitFor();
  await list(page).getByText('Nothing fires.').waitFor();
  assertQuiet(said);
}

const AWAY = {
  type: '/problems/storage-away', title: 'Storage is away', status: 503,
  detail: 'The storage cannot be reached.', instance: '/api/v1/alerts', requestId: '1',
};

/** Where nothing is watched nothing is said, and the list says how to change that. */
export async function saysNothingWithoutRules(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: `#${settings.range}&sel=alerts` });
  await list(page).getByText('No rules').waitFor();
  assert.equal(await page.locator('#firing').isVisible(), false);
  assertQuiet(said);
}

/** Alerts are of now; objectives are as of the time that is shown. */
export async function tellsObjectivesOfThePast(browser, settings) {
  const asked = [];
  const alerts = { ...everything(await edgesOf(settings)), objectives: [objective('one')] };
  const { page, said } = await open(browser, settings, {
    hash: `#${settings.earlier}&sel=alerts`,
    alerts,
    before: (opened) => opened.route('**/api/v1/slos?*', (route) => {
      asked.push(new URL(route.request().url()).searchParams.get('at'));
      return route.fallback();
    }),
  });
  await list(page).locator('[data-objective]').waitFor();
  const to = new URLSearchParams(settings.earlier).get('to');
  assert.equal(Date.parse(asked[0]), Date.parse(to));
  await list(page).getByText('Alerts are those of now').waitFor();
  assert.match(await list(page).innerText(), /1 objective, as of/);
  await page.keyboard.press('l');
  await page.waitForFunction(() => !location.hash.includes('from='));
  await list(page).getByText('1 objective, now').waitFor();
  assert.equal(asked.at(-1), 'now');
  assert.equal(await list(page).getByText('Alerts are those of now').isVisible(), false);
  assertQuiet(said);
}

/** Ids are of edges between workloads: where nodes are services, labels say which edges. */
export async function marksByLabelsInOtherGroupings(browser, settings) {
  const firing = [alert('Reviews', {
    severity: 'page', edges: ['wgone'], labels: { service: 'bookinfo/reviews' },
  })];
  const alerts = { alerts: firing, groups: groups(firing), files: [], objectives: [] };
  const { page, said } = await open(browser, settings, { hash: `#${settings.range}`, alerts });
  await untilAnythingDrawn(page);
  await count(page).waitFor();
  assert.deepEqual(await marked(page, 'page'), [], 'the id is of no edge');
  await page.getByLabel('What a node is').selectOption('service');
  const called = (await edgesOf(settings, '&groupBy=service')).filter((edge) =>
    edge.service?.name === 'reviews').map((edge) => edge.id).sort();
  assert.ok(called.length > 0);
  await page.waitForFunction((wanted) => document.getElementById('graph')._cyreg.cy
    .edges('.alert-page').map((edge) => edge.id()).sort().join() === wanted, called.join());
  assertQuiet(said);
}
