import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bounds, clocks, endingAt, fixed, formatLength, horizonSeconds, lengthSeconds, localTime,
  parameters, parseLength, PRESETS, timeTicks,
} from '../src/time';

const NOW = Date.parse('2026-01-31T12:00:00Z');

test('lengths are read as they are written', () => {
  for (const seconds of [1, 59, 60, 90, 3_600, 86_400, 604_800]) {
    assert.equal(parseLength(formatLength(seconds)), seconds);
  }
  assert.equal(parseLength('1w'), 604_800);
  for (const wrong of ['', '5', 'm', '-5m', '0m', '5M', '5 m', '12345678m']) {
    assert.equal(parseLength(wrong), undefined, wrong);
  }
});

test('live ranges are asked for relative to now, fixed ones by their ends', () => {
  assert.deepEqual(parameters({ kind: 'live', seconds: 900 }), { from: 'now-15m', to: 'now' });
  assert.deepEqual(parameters(fixed(NOW - 60_000, NOW)), {
    from: '2026-01-31T11:59:00Z', to: '2026-01-31T12:00:00Z',
  });
});

test('fixed ranges lie on the grid of the data and are never empty', () => {
  const range = fixed(NOW + 1, NOW + 2);
  assert.deepEqual(bounds(range, NOW), { from: NOW, to: NOW + 10_000 });
  assert.equal(lengthSeconds(fixed(NOW, NOW)), 10);
});

test('a range that is moved keeps its length, and is live again at its end', () => {
  const live = { kind: 'live', seconds: 300 } as const;
  const past = endingAt(live, NOW - 3_600_000, NOW);
  assert.equal(past.kind, 'fixed');
  assert.equal(lengthSeconds(past), 300);
  assert.equal(bounds(past, NOW).to, NOW - 3_600_000);
  assert.deepEqual(endingAt(past, NOW, NOW), live);
  assert.deepEqual(endingAt(past, NOW + 1e9, NOW), live);
});

test('every preset has more past beside it than it is long', () => {
  for (const preset of PRESETS) {
    assert.equal(parseLength(preset.text), preset.seconds);
    assert.ok(preset.horizonSeconds >= 8 * preset.seconds);
    assert.equal(horizonSeconds({ kind: 'live', seconds: preset.seconds }), preset.horizonSeconds);
  }
});

test('ticks are round, inside, and not more than asked for', () => {
  const ticks = timeTicks(NOW - 3_600_000, NOW, 6);
  assert.ok(ticks.length > 2 && ticks.length <= 7);
  for (const tick of ticks) {
    assert.equal(tick % 600_000, 0);
    assert.ok(tick >= NOW - 3_600_000 && tick <= NOW);
  }
});

test('the end of a range has its date unless it is on the day of the start', () => {
  const day = 86_400_000;
  const at = new Date(2026, 0, 20, 9, 30).getTime();
  const now = at + 10 * day;
  assert.equal(clocks(at, at + 600_000, now), '20 Jan 09:30:00 – 09:40:00');
  assert.equal(clocks(at, at + 7 * day, now), '20 Jan 09:30:00 – 27 Jan 09:30:00');
  assert.equal(clocks(at, at + 600_000, at), '09:30:00 – 09:40:00');
  assert.equal(clocks(at - day, at, at), '19 Jan 09:30:00 – 20 Jan 09:30:00');
});

test('there are never many ticks, however long the range of a link is', () => {
  for (const length of ['1s', '5m', '7d', '400d', '9999w', '999999w']) {
    const millis = (parseLength(length) ?? 0) * 1000;
    assert.ok(timeTicks(NOW - 8 * millis, NOW, 10).length <= 11, length);
  }
});

test('a local time is read back as the moment that it is', () => {
  for (const at of [new Date(2026, 0, 2, 3, 4, 5), new Date(2026, 11, 31, 23, 59, 59)]) {
    assert.equal(Date.parse(localTime(at.getTime())), at.getTime());
  }
  assert.equal(localTime(new Date(2026, 0, 2, 3, 4, 5).getTime()), '2026-01-02T03:04:05');
});
