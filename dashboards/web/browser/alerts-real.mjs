// What really fires: rules, evaluation, API and page together, on the mesh's own faults.
import assert from 'node:assert/strict';
import { ask, assertAccessible, assertQuiet, fragment, open, untilAnythingDrawn }
  from './browser.mjs';

/** The rule of the test, and what it is about. */
const RULE = 'EdgeFails';
const ABOVE = 0.02;
const REQUESTS_LEAST = 50;

const list = (page) => page.locator('#alerts');
const item = (page, alert) => list(page).locator(`[data-alert="${alert.fingerprint}"]`);

/** The list tells each alert with its labels; its bell is on its edge; and so is the way there. */
export async function tellsWhatReallyFires(browser, settings) {
  const { edges, nodes } = await ask(settings, `/api/v1/topology?${settings.range}`);
  const wanted = failing(edges, nodes);
  const { alerts, rest } = await untilFiring(settings, wanted);
  const { page, said } = await open(browser, settings,
    { hash: `#${settings.range}`, alerts: 'real' });
  await untilAnythingDrawn(page);
  await page.locator('#firing button').getByText(/^\d+ fires?/).waitFor();
  await untilBellsOn(page, [...wanted.values()].flat(), rest.flatMap((one) => one.edges));
  await page.screenshot({ path: `${settings.pictures}/alerts-real-graph.png` });
  await page.locator('#firing button').click();
  for (const alert of alerts) {
    const text = await item(page, alert).innerText();
    assert.match(text, /page[\s\S]*of the requests fail[\s\S]*firing since[\s\S]*value (0\.\d+|1) /);
    for (const label of ['source', 'destination', 'service']) {
      assert.ok(text.includes(`${label}: ${alert.labels[label]}`), `${label} in ${text}`);
    }
  }
  await assertAccessible(page, 'real alerts');
  await page.screenshot({ path: `${settings.pictures}/alerts-real.png` });
  for (const alert of alerts) {
    await leadsTo(page, alert, wanted.get(name(alert.labels)));
  }
  assertQuiet(said);
}

const name = ({ source, destination, service }) => `${source} → ${destination} (${service})`;

/** Ids of the edges that the rule is about, by ends and service: from the graph's own numbers. */
function failing(edges, nodes) {
  const path = (one) => [one?.namespace, one?.name].filter((part) => part).join('/');
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const groups = new Map();
  for (const edge of edges.filter((one) => one.service?.namespace === 'bookinfo')) {
    const key = name({
      source: path(byId.get(edge.source)),
      destination: path(byId.get(edge.destination)),
      service: path(edge.service),
    });
    groups.set(key, [...groups.get(key) ?? [], edge]);
  }
  const sum = (group, what) => group.reduce((all, edge) => all + edge[what], 0);
  return new Map([...groups]
    .filter(([, group]) => sum(group, 'requests') >= REQUESTS_LEAST
      && sum(group, 'errors') / sum(group, 'requests') > ABOVE)
    .map(([key, group]) => [key, group.filter((edge) => edge.errors > 0).map((edge) => edge.id)]));
}

/** Waits until the rule fires for all of that and nothing else. */
async function untilFiring(settings, wanted) {
  assert.ok(wanted.size > 0, 'no edge of the mesh fails');
  const names = [...wanted.keys()].sort().join();
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { alerts } = await ask(settings, '/api/v1/alerts?state=firing');
    const found = alerts.filter((alert) => alert.name === RULE);
    if (found.map((alert) => name(alert.labels)).sort().join() === names) {
      return { alerts: found, rest: alerts.filter((alert) => alert.name !== RULE) };
    }
    assert.ok(Date.now() < deadline, `${JSON.stringify(found)} instead of ${names}`);
    await new Promise((resolve) => { setTimeout(resolve, 500); });
  }
}

/** The shipped rules may fire too, and put bells on edges of their own. */
async function untilBellsOn(page, ids, more) {
  await page.waitForFunction(([expected, allowed]) => {
    const marked = document.getElementById('graph')._cyreg.cy.edges('.alert-page')
      .map((edge) => edge.data('members'));
    return expected.every((id) => marked.flat().includes(id))
      && marked.every((members) => members.some((id) => allowed.includes(id)));
  }, [ids, [...ids, ...more]]);
}

async function leadsTo(page, alert, ids) {
  await item(page, alert).getByRole('button').first().click();
  await page.locator('#panel').getByText('Both sides').waitFor();
  const selected = (await fragment(page)).get('sel');
  assert.ok(ids.includes(selected), `${selected} is none of ${ids}`);
  await page.goBack();
  await item(page, alert).waitFor();
}
