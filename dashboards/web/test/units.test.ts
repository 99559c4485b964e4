import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as units from '../src/units';

const plain = (text: string): string => text.replaceAll('\u202f', ' ');

test('rates keep three digits and say what is not known', () => {
  assert.equal(units.rate(0), '0/s');
  assert.equal(units.rate(0.18), '0.18/s');
  assert.equal(units.rate(0.0001), '<0.001/s');
  assert.equal(units.rate(9_999), '9999/s');
  assert.equal(plain(units.rate(12_345)), '12.3 k/s');
  assert.equal(plain(units.rate(1_234_567)), '1.23 M/s');
  assert.equal(units.rate(undefined), '–');
});

test('a share that is not nothing never reads 0 %, and one that is not all never 100 %', () => {
  assert.equal(plain(units.percent(0)), '0 %');
  assert.equal(plain(units.percent(0.000_01)), '<0.01 %');
  assert.equal(plain(units.percent(0.0123)), '1.23 %');
  assert.equal(plain(units.percent(0.123)), '12.3 %');
  assert.equal(plain(units.percent(0.9999)), '>99.9 %');
  assert.equal(plain(units.percent(1)), '100 %');
});

test('durations have the unit that fits', () => {
  assert.equal(plain(units.millis(0.25)), '250 µs');
  assert.equal(plain(units.millis(33.2)), '33.2 ms');
  assert.equal(plain(units.millis(1_500)), '1.5 s');
  assert.equal(plain(units.duration(0)), '0 s');
  assert.equal(plain(units.duration(3_700)), '1 h 1 min');
  assert.equal(plain(units.duration(90_061)), '1 d 1 h');
});

test('bytes a second are in powers of 1000', () => {
  assert.equal(plain(units.byteRate(999)), '999 B/s');
  assert.equal(plain(units.byteRate(5_960)), '5.96 kB/s');
});

test('one is not many', () => {
  assert.equal(units.plural(1, 'proxy', 'proxies'), '1 proxy');
  assert.equal(units.plural(0, 'proxy', 'proxies'), '0 proxies');
});
