// Pictures of the page at two sizes and in both themes, each held to axe-core's rules: with what
// really fires.
import { ask, assertAccessible, assertQuiet, open, untilAnythingDrawn } from './browser.mjs';

const SIZES = { large: { width: 1440, height: 900 }, small: { width: 1024, height: 720 } };

export async function looksGood(browser, settings) {
  const answer = await ask(settings, `/api/v1/topology?${settings.range}`);
  const edge = [...answer.edges].sort((a, b) => b.errors - a.errors)[0];
  for (const theme of ['light', 'dark']) {
    for (const [size, pixels] of Object.entries(SIZES)) {
      const name = `${theme}-${size}`;
      await picture(browser, settings, { name, theme, ...pixels, hash: `#${settings.range}` });
      const hash = `#${settings.range}&sel=${edge.id}`;
      await picture(browser, settings, { name: `${name}-edge`, theme, ...pixels, hash });
    }
  }
}

async function picture(browser, settings, options) {
  const { page, said } = await open(browser, settings, { ...options, alerts: 'real' });
  await untilAnythingDrawn(page);
  await page.locator('#firing button').waitFor();
  if (options.hash.includes('sel=')) {
    await page.getByText('Both sides').waitFor();
  }
  await page.evaluate(() => new Promise((painted) =>
    requestAnimationFrame(() => requestAnimationFrame(painted))));
  await page.screenshot({ path: `${settings.pictures}/${options.name}.png` });
  await assertAccessible(page, options.name);
  if (options.name === 'light-large') {
    await help(page, settings);
  }
  assertQuiet(said);
}

async function help(page, settings) {
  await page.getByRole('button', { name: 'Help' }).click();
  await page.getByRole('dialog').waitFor();
  await page.screenshot({ path: `${settings.pictures}/help.png` });
  await assertAccessible(page, 'the help');
}
