import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionLabel, figures, groupMarks, toMarks } from '../../../web/app/machine/decision-marks.js';

const decision = (second, action, model = 'base') => ({ at: new Date(second * 1000).toISOString(), action, model, reason: 'r', numbers: {} });

test('only what changes the memory is marked, the oldest first', () => {
  const marks = toMarks([decision(30, 'evict'), decision(20, 'keep'), decision(10, 'loaded')]);
  assert.deepEqual(marks.map(({ at, text, kind }) => [at, text, kind]), [[10, 'base loaded', 'good'], [30, 'base evicted', 'warn']]);
});

test('marks that are close stand at the most important one', () => {
  const groups = groupMarks(toMarks([decision(400, 'loaded'), decision(80, 'unloaded'), decision(50, 'refuse', 'large'), decision(10, 'loaded')]), 100);
  assert.deepEqual(groups.map(({ at, glyph, name }) => [at, glyph, name]), [[50, '✕', 'refused +2'], [400, '▲', 'loaded']]);
  assert.equal(groups[0].text, 'base loaded, large refused, base unloaded');
});

test('numbers in words', () => {
  assert.equal(figures({ numbers: { needed_mb: 206, available_mb: 23540, percent: 6.9 } }), '206 MB needed, 24 GB available, memory 7 % in use');
  assert.equal(figures({ numbers: { factor: 2.12, percent: 97 } }), '2.1 times as long as the audio lasts, processor 97 % in use');
  assert.equal(figures({ numbers: { milliseconds: 965, new_number: 3 } }), 'took 1.0 s, new number 3');
  assert.equal(figures({}), '');
  assert.equal(actionLabel('new-action'), 'new-action');
});
