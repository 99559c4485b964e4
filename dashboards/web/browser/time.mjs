// Travelling through the past.
import assert from 'node:assert/strict';
import { ask, assertAccessible, assertQuiet, fragment, open, untilAnythingDrawn, untilDrawn }
  from './browser.mjs';

/** Drags the window on the bar to before there was a mesh, and comes back by the back button. */
export async function travelsBack(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: '#last=15m' });
  await untilAnythingDrawn(page);
  const box = await page.locator('.track .window').boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x - 3 * box.width, middle.y, { steps: 6 });
  await page.mouse.up();
  await page.getByText('No requests in this range').waitFor();
  const there = await fragment(page);
  assert.ok(Date.parse(there.get('to')) < Date.now() - 20 * 60_000);
  assert.equal(Date.parse(there.get('to')) - Date.parse(there.get('from')), 15 * 60_000);
  await page.goBack();
  await untilAnythingDrawn(page);
  assert.equal((await fragment(page)).get('last'), '15m');
  assertQuiet(said);
}

/** A link to a moment shows that moment: the edges that the API has for it. */
export async function opensALinkToThePast(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: `#${settings.earlier}` });
  const answer = await ask(settings, `/api/v1/topology?${settings.earlier}`);
  assert.ok(answer.edges.length > 0);
  await untilDrawn(page, answer.edges.map((edge) => edge.id));
  assert.doesNotMatch(await page.locator('.when').innerText(), /Last/);
  await page.getByRole('slider', { name: 'Time range' }).press('End');
  await page.waitForFunction(() => !location.hash.includes('from='));
  assert.match(await page.locator('.when').innerText(), /Last/);
  assertQuiet(said);
}

/** Arrow keys on the window move it by its own length. */
export async function stepsByKeys(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: `#${settings.earlier}` });
  await untilAnythingDrawn(page);
  const before = await fragment(page);
  await page.getByRole('slider', { name: 'Time range' }).press('ArrowLeft');
  await page.waitForFunction((to) =>
    !location.hash.includes(encodeURIComponent(to)), before.get('to'));
  const after = await fragment(page);
  const moved = Date.parse(before.get('to')) - Date.parse(after.get('to'));
  const length = Date.parse(before.get('to')) - Date.parse(before.get('from'));
  assert.ok(Math.abs(moved - length) <= 10_000);
  assertQuiet(said);
}

/** A moment that somebody wrote down is typed in, without any dragging. */
export async function goesToATime(browser, settings) {
  const { page, said } = await open(browser, settings, { hash: '#last=15m' });
  await untilAnythingDrawn(page);
  await page.locator('summary.when').click();
  const earlier = new URLSearchParams(settings.earlier);
  const [from, to] = ['from', 'to'].map((end) => {
    const window = Math.floor(Date.parse(earlier.get(end)) / 10_000);
    return new Date(window * 10_000).toISOString().slice(0, 19);
  });
  // The field leaves out seconds that are 0.
  await page.getByLabel('From').fill(to.replace(/:00$/, ''));
  await page.getByLabel('To', { exact: true }).fill(from.replace(/:00$/, ''));
  await page.getByLabel('To', { exact: true }).press('Enter');
  await page.getByText('From has to be before to.').waitFor();
  await assertAccessible(page, 'both ends');
  await page.screenshot({ path: `${settings.pictures}/ends.png` });
  await page.getByLabel('From').fill(from.replace(/:00$/, ''));
  await page.getByLabel('To', { exact: true }).fill(to.replace(/:00$/, ''));
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  const answer = await ask(settings, `/api/v1/topology?from=${from}Z&to=${to}Z`);
  await untilDrawn(page, answer.edges.map((edge) => edge.id));
  const there = await fragment(page);
  assert.deepEqual([there.get('from'), there.get('to')], [`${from}Z`, `${to}Z`]);
  assertQuiet(said);
}
