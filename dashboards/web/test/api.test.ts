import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ApiError, isAbort, told, topology } from '../src/api';
import { INITIAL } from '../src/state';

const { fetch } = globalThis;

afterEach(() => {
  globalThis.fetch = fetch;
});

/** Asks a server that answers with this status, and with a body that is read so. */
function ask(status: number, json: () => Promise<unknown>): Promise<unknown> {
  const response = { status, ok: status < 400, json };
  globalThis.fetch = () => Promise.resolve(response as unknown as Response);
  return topology(INITIAL, new AbortController().signal);
}

test('a question that is taken back while its answer is read has not failed', async () => {
  const aborted = new DOMException('taken back', 'AbortError');
  await assert.rejects(ask(200, () => Promise.reject(aborted)), isAbort);
});

test('a document of a problem says what is wrong, anything else that it is none', async () => {
  const problem = {
    title: 'Bad', detail: 'No.', errors: [{ parameter: 'from', detail: 'is no time' }],
  };
  await assert.rejects(ask(400, () => Promise.resolve(problem)), {
    title: 'Bad', detail: 'No. from is no time', status: 400,
  });
  const noJson = (): Promise<unknown> => Promise.reject(new SyntaxError('<'));
  await assert.rejects(ask(502, noJson), { title: 'Not understood', status: 502 });
  await assert.rejects(ask(200, noJson), { title: 'Not understood', status: 200 });
});

test('a fault of the page is told as one', () => {
  assert.match(told(new TypeError('x is undefined')).detail, /x is undefined/);
  const said = new ApiError('a', 'b', 503);
  assert.equal(told(said), said);
});
