import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as units from '../src/units';

const plain = (text: string): string => text.replaceAll('\u202f', ' ');

test('rates keep three digits', () => {
  assert.equal(units.rate(0.18), '0.18/s');
  assert.equal(plain(units.rate(12_345)), '12.3 k/s');
  assert.equal(units.rate(undefined), '–');
});
