// Searching, grouping and keys; every step is in the address.
import assert from 'node:assert/strict';
import { ask, assertQuiet, drawn, fragment, open, untilAnythingDrawn, untilDrawn }
  from './browser.mjs';

/** The search hides what does not match, says what it does not understand, and is in the link. */
export async function searchesAndHides(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: `#${settings.range}` });
  await untilAnythingDrawn(page);
  const answer = await ask(settings, `/api/v1/topology?${settings.range}`);
  const search = page.getByRole('searchbox');
  await search.fill('err>20%');
  await search.press('Enter');
  const failing = answer.edges.filter((edge) => (edge.errorRatio ?? 0) > 0.2);
  assert.ok(failing.length > 0);
  await untilDrawn(page, failing.map((edge) => edge.id));
  assert.equal((await fragment(page)).get('q'), 'err>20%');
  await search.fill('color:red');
  await search.press('Enter');
  await page.getByText('There is no color:', { exact: false }).waitFor();
  await search.press('Escape');
  await untilDrawn(page, answer.edges.map((edge) => edge.id));
  assertQuiet(said);
}

/** Versions, services and namespaces instead of workloads, by the API's own grouping. */
export async function groupsDifferently(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: `#${settings.range}` });
  await untilAnythingDrawn(page);
  for (const grouping of ['service', 'version', 'namespace']) {
    await page.getByLabel('What a node is').selectOption(grouping);
    const answer = await ask(settings, `/api/v1/topology?${settings.range}&groupBy=${grouping}`);
    await untilDrawn(page, answer.edges.map((edge) => edge.id));
    assert.equal((await fragment(page)).get('by'), grouping);
  }
  assertQuiet(said);
}

/** Mirrored requests are shown only if they are asked for. */
export async function choosesTrafficClasses(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: `#${settings.range}` });
  await untilAnythingDrawn(page);
  await page.getByLabel('Traffic and view').click();
  await page.getByLabel('Mirrored copies').check();
  const query = `/api/v1/topology?${settings.range}&class=live,mirror`;
  const answer = await ask(settings, query);
  assert.ok(answer.edges.some((edge) => edge.trafficClass === 'mirror'));
  await untilDrawn(page, answer.edges.map((edge) => edge.id));
  assert.equal((await fragment(page)).get('class'), 'live,mirror');
  assertQuiet(said);
}

/** The whole page without a pointer. */
export async function obeysKeys(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: `#${settings.range}` });
  await untilAnythingDrawn(page);
  await page.keyboard.press('j');
  await page.waitForFunction(() => location.hash.includes('sel='));
  const first = (await fragment(page)).get('sel');
  await page.keyboard.press('j');
  await page.waitForFunction((id) => !location.hash.includes(id), encodeURIComponent(first));
  await page.keyboard.press('f');
  await page.waitForFunction(() => location.hash.includes('focus='));
  await page.keyboard.press('f');
  await page.waitForFunction(() => !location.hash.includes('focus='));
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !location.hash.includes('sel='));
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('j');
  assert.equal((await fragment(page)).get('sel'), null, 'the help hides what keys do');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  const { zoom } = await drawn(page);
  await page.keyboard.press('+');
  await page.waitForFunction((before) =>
    document.getElementById('graph')._cyreg.cy.zoom() > before, zoom);
  await page.keyboard.press('t');
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
  assertQuiet(said);
}
