import { resetState } from './browser.js';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { arrange } from '../../../web/app/models/catalog.js';
import { modelBadge, residency } from '../../../web/app/models/model-labels.js';
import { state } from '../../../web/app/shared/store.js';

beforeEach(resetState);

const MODELS = [{ name: 'mine', family: 'own', installed: false }, { name: 'base', family: 'base', installed: true }, { name: 'large-v3-turbo', family: 'turbo', installed: false },
  { name: 'tiny', family: 'tiny', installed: false, fits: true }, { name: 'large-v3', family: 'large', installed: false, fits: false }];

test('installed models, then the families, the smallest first', () => {
  const { installed, families } = arrange(MODELS, '', false);
  assert.deepEqual(installed.map(model => model.name), ['base']);
  assert.deepEqual(families.map(([family, models]) => [family, models.length]), [['tiny', 1], ['large', 1], ['turbo', 1], ['own', 1]]);
});

test('filtered by name and by memory', () => {
  assert.deepEqual(arrange(MODELS, ' Large ', true), { installed: [], families: [['turbo', [MODELS[2]]]] });
});

test('a download is shown in place of the state', () => {
  assert.deepEqual(modelBadge({ state: 'absent' }, { state: 'running' }), ['busy', 'Downloading']);
  assert.deepEqual(modelBadge({ state: 'absent' }, { state: 'failed' }), ['', 'Not downloaded']);
  assert.deepEqual(modelBadge({ state: 'new-state' }), ['', 'new-state']);
});

test('why a model is in memory, and for how long', t => {
  t.mock.method(Date, 'now', () => Date.parse('2026-01-31T12:10:00Z'));
  const resident = { name: 'base', state: 'resident', since: '2026-01-31T12:00:00Z', reason: 'stays for good', requests: 0, bytes: 62e6 };
  state.jobs.set('a', { id: 'a', kind: 'transcribe', model: 'base', ended: '2026-01-31T12:08:30Z' });
  assert.equal(residency(resident), 'Last used 1 min 30 s ago, is not unloaded by itself, because it stays for good. Holds 62 MB.');
  assert.equal(residency({ ...resident, name: 'tiny', until: '2026-01-31T12:12:00Z' }), 'In memory for 10 min, unloads in 2 min, because it stays for good. Holds 62 MB.');
  assert.equal(residency({ ...resident, requests: 2 }), '2 requests use it now. Holds 62 MB.');
  assert.equal(residency({ ...resident, state: 'loading', reason: 'requested by a job' }), 'requested by a job');
});
