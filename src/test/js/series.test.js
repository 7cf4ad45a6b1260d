import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, range, roundUp, samplesPerMinute, toLines } from '../../../web/app/machine/series.js';

test('the top of a scale is a round number that four steps divide', () => {
  assert.deepEqual([0, 1, 1.1, 3, 7, 61, 99, 100, 101, 420].map(roundUp), [1, 1, 2, 4, 8, 80, 100, 100, 200, 600]);
});

test('the range of what is known', () => {
  assert.deepEqual(range([3, null, 1, undefined, 2]), { least: 1, greatest: 3 });
  assert.equal(range([null]), null);
});

test('a line breaks where a value is unknown or samples are missing', () => {
  const ats = lines => lines.map(line => line.map(({ at }) => at));
  assert.deepEqual(ats(toLines([0, 5, 10, 15], [1, 2, 3, 4])), [[0, 5, 10, 15]]);
  assert.deepEqual(ats(toLines([0, 5, 10, 15, 20, 25, 30, 200], [1, 2, null, 4, 5, 6, 7, 8])), [[0, 5, 15, 20, 25, 30], [200]]);
  assert.deepEqual(toLines([0], [0]), [[{ at: 0, value: 0 }]]);
  assert.deepEqual(toLines([0, 5], [undefined, null]), []);
});

test('the cursor is at the nearest sample', () => {
  assert.deepEqual([-5, 2, 3, 90].map(at => nearest([0, 5, 10], at)), [0, 0, 1, 2]);
  assert.equal(samplesPerMinute([0, 5, 10, 15]), 12);
  assert.equal(samplesPerMinute([7]), 1);
});
