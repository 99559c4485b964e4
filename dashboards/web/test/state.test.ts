import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, INITIAL, parse, sideOf, Store, type ViewState } from '../src/state';
import { fixed } from '../src/time';

const EVERYTHING: ViewState = {
  range: fixed(1_769_860_800_000, 1_769_864_400_000),
  groupBy: 'version',
  classes: ['live', 'mirror'],
  reporter: 'destination',
  side: 'best',
  boxes: 'cluster',
  query: 'err>1% -svc:"a b" ns:x&y#z',
  open: ['*', 'a,b'],
  fold: ['%2C', '<b>'],
  focus: 'waaa',
  depth: 3,
  selected: 'entry:gateway>waaa',
};

test('a link holds the whole state', () => {
  assert.deepEqual(parse('#' + format(EVERYTHING)), EVERYTHING);
});

test('the usual state is no link at all', () => {
  assert.equal(format(INITIAL), '');
  assert.deepEqual(parse(''), INITIAL);
});

test("an edge's plots show the graph's view unless another one is chosen", () => {
  assert.equal(sideOf(parse('#view=destination')), 'destination');
  assert.equal(sideOf(parse('#view=destination&side=best')), 'best');
  assert.equal(sideOf(parse('#view=source&side=neither')), 'source');
  assert.equal(format({ ...INITIAL, side: 'best' }), '');
});

test('what cannot be read is as usual', () => {
  const wrong = '#last=never&by=pod&class=foo&view=waypoint&box=round&depth=99&from=x&to=y';
  assert.deepEqual(parse(wrong), INITIAL);
  assert.deepEqual(parse('#from=2026-01-31T12:00:00Z&to=2026-01-31T11:00:00Z'), INITIAL);
  assert.deepEqual(parse('#from=-271821-04-21T00:00:00Z&to=2026-01-31T11:00:00Z'), INITIAL);
  assert.deepEqual(parse('#from=2026-01-31&to=%2B275760-09-13T00:00:00Z'), INITIAL);
  assert.deepEqual(parse('#open=%25E0%25A4%25A').open, ['%E0%A4%A']);
});

/** As much of a window as the store needs. */
function fakeWindow(): { window: Window; entries: string[]; back: () => void } {
  const entries = ['/'];
  let popped: () => void = () => undefined;
  const location = { pathname: '/', hash: '' };
  const show = (): void => {
    const url = entries[entries.length - 1] ?? '/';
    location.hash = url.includes('#') ? url.slice(url.indexOf('#')) : '';
  };
  const window = {
    location,
    addEventListener: (_name: string, listener: () => void) => {
      popped = listener;
    },
    history: {
      pushState: (_state: unknown, _title: string, url: string) => {
        entries.push(url);
        show();
      },
      replaceState: (_state: unknown, _title: string, url: string) => {
        entries[entries.length - 1] = url;
        show();
      },
    },
  };
  const back = (): void => {
    entries.pop();
    show();
    popped();
  };
  return { window: window as unknown as Window, entries, back };
}

test('each change is a step back, but many in a row are one', () => {
  const { window, entries, back } = fakeWindow();
  const store = new Store(window);
  const told: ViewState[] = [];
  store.onChange((state) => told.push(state));
  store.update({ query: 'a' });
  store.update({ depth: 2 });
  store.update({ depth: 3 }, true);
  assert.deepEqual(entries, ['/', '/#q=a', '/#q=a&depth=3']);
  back();
  assert.equal(store.get().depth, 1);
  assert.equal(store.get().query, 'a');
  assert.equal(told.length, 4);
});

test('a change that changes nothing is none', () => {
  const { window, entries } = fakeWindow();
  const store = new Store(window);
  store.update({ query: '' });
  assert.deepEqual(entries, ['/']);
});
