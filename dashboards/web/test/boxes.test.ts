import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFolded, withBox } from '../src/boxes';

test('what is said of one box goes before what is said of all', () => {
  assert.ok(isFolded('a', { open: [], fold: [] }, true));
  assert.ok(!isFolded('a', { open: [], fold: [] }, false));
  assert.ok(!isFolded('a', { open: ['*'], fold: [] }, true));
  assert.ok(isFolded('a', { open: [], fold: ['*'] }, false));
  assert.ok(isFolded('a', { open: ['*'], fold: ['a'] }, false));
  assert.ok(!isFolded('a', { open: ['a'], fold: ['*'] }, true));
});

test('a box that is opened and folded again is folded', () => {
  const opened = withBox({ open: [], fold: ['*', 'a'] }, 'a', false);
  assert.deepEqual(opened, { open: ['a'], fold: ['*'] });
  assert.deepEqual(withBox(opened, 'a', true), { open: [], fold: ['*', 'a'] });
});
