import './browser.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeProblems } from '../../../web/app/settings/drafts.js';
import { toDuration, toMinutes } from '../../../web/app/shared/format.js';

const LEVELS = { id: 'levels', keys: ['warning', 'critical'], names: { critical: 'Critical from' } };

test('durations as minutes, and back', () => {
  assert.deepEqual(['5m', '1h30m', '90s', '300', 300, '-1', '0', '10s'].map(toMinutes), [5, 90, 1.5, 5, 5, -1, 0, 0.17]);
  assert.deepEqual([5, 90, 1.5, -1, 0, '7'].map(toDuration), ['5m', '90m', '90s', '-1', '0m', '7m']);
});

test('a problem is shown at the control that was changed', () => {
  const error = { message: 'm', problems: [{ key: 'warning', message: 'must be a number' }] };
  assert.deepEqual(placeProblems(LEVELS, error, ['warning']), { problems: { warning: 'This must be a number.' }, rest: '' });
});

test('also where it is the other setting that no longer fits', () => {
  const error = { message: 'm', problems: [{ key: 'critical', message: 'must be from 96 to 100, not 90' }] };
  assert.deepEqual(placeProblems(LEVELS, error, ['warning']), { problems: { warning: "With this, 'Critical from' must be from 96 to 100, not 90." }, rest: '' });
});

test('problems of other groups, and errors without a key, are shown below the group', () => {
  assert.equal(placeProblems(LEVELS, { message: 'm', problems: [{ key: 'port', message: 'is in use' }] }, ['warning']).rest, 'port is in use.');
  assert.deepEqual(placeProblems(LEVELS, { message: 'The service does not answer.' }, ['warning']), { problems: {}, rest: 'The service does not answer.' });
});
