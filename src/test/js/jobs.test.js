import { resetState } from './browser.js';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { elapsed, figures, nameWithKind, progressOf, timing, waitingFor } from '../../../web/app/jobs/job-labels.js';
import { activeJobs, downloadOf, downloadsOf, filesOf, waiterCount } from '../../../web/app/jobs/related-jobs.js';
import { state } from '../../../web/app/shared/store.js';

const ids = jobs => jobs.map(job => job.id);

function know(...jobs) {
  jobs.forEach((job, second) => state.jobs.set(job.id, { kind: 'transcribe', state: 'running', created: new Date(second * 1000).toISOString(), ...job }));
}

beforeEach(resetState);

test('a download is shown once, inside the oldest job that waits for it', () => {
  know({ id: 'd', kind: 'download', parent: 'b' }, { id: 'a', state: 'completed', waiting_for: 'd' }, { id: 'b', state: 'waiting', waiting_for: 'd' },
    { id: 'c', state: 'waiting', waiting_for: 'd' }, { id: 'alone', kind: 'download' });
  assert.deepEqual([ids(activeJobs().running), ids(activeJobs().waiting)], [['alone'], ['b', 'c']]);
  assert.deepEqual(ids(downloadsOf(state.jobs.get('b'))), ['d']);
  assert.deepEqual(downloadsOf(state.jobs.get('c')), []);
  assert.equal(waiterCount(state.jobs.get('d')), 2);
  assert.equal(waiterCount({ id: 'unknown', waiters: 7 }), 7);
});

test('where the file of a folder waits, the download is inside the folder', () => {
  know({ id: 'folder', kind: 'folder' }, { id: 'file', parent: 'folder', state: 'waiting', waiting_for: 'd' }, { id: 'd', kind: 'download' });
  assert.deepEqual(ids(activeJobs().running), ['folder']);
  assert.deepEqual(ids(downloadsOf(state.jobs.get('folder'))), ['d']);
});

test('of the files of a folder the active ones come first, then those that failed', () => {
  know({ id: 'done', parent: 'f', state: 'completed' }, { id: 'failed', parent: 'f', state: 'failed' }, { id: 'run', parent: 'f' }, { id: 'd', parent: 'f', kind: 'download' });
  assert.deepEqual(ids(filesOf({ id: 'f' })), ['run', 'failed', 'done']);
});

test('the download of a model is the active one, or the last that did not complete', () => {
  know({ id: 'old', kind: 'download', model: 'base', state: 'failed' }, { id: 'new', kind: 'download', model: 'base', state: 'cancelled' });
  assert.equal(downloadOf('base').id, 'new');
  know({ id: 'active', kind: 'download', model: 'base', state: 'paused' });
  assert.equal(downloadOf('base').id, 'active');
  state.jobs.get('active').state = 'completed';
  state.jobs.get('active').created = new Date(9000).toISOString();
  assert.equal(downloadOf('base'), undefined);
  assert.equal(downloadOf('tiny'), undefined);
});

test('figures of every kind of job', () => {
  const transfer = { received: 45e6, total: 142e6, bytes_per_second: 4e6, seconds_left: 12 };
  assert.equal(figures({ state: 'running', transfer }), '45 MB of 142 MB, 32 %, 4 MB/s, 12 s left');
  assert.equal(figures({ state: 'paused', transfer }), '45 MB of 142 MB, 32 %');
  assert.equal(figures({ state: 'completed', transfer }), '142 MB');
  assert.equal(figures({ state: 'failed', ended: 'x', transfer: { received: 0 } }), '');
  assert.equal(figures({ state: 'running', folder: { phase: 'work', files: 3, done: 1, failed: 1, seconds: 20 } }), '1 of 3 files, 1 failed, 20 s of audio');
  assert.equal(figures({ state: 'running', folder: { phase: 'discovery', files: 3, done: 0 } }), 'Looking for files, 3 so far');
  assert.equal(figures({ state: 'running', position: 20, duration: 80 }), '0:20 of 1:20, 25 %');
  assert.equal(figures({ state: 'running', position: 20 }), '0:20 done');
  assert.equal(figures({ state: 'completed', duration: 80 }), '1 min 20 s of audio');
  assert.equal(figures({ state: 'failed' }), '');
  assert.equal(progressOf({ transfer: { received: 1 } }), undefined);
});

test('what a job waits for, as the page knows it, or else as the job reports it', () => {
  const job = { model: 'base', waiting_for: 'd', download: { job: 'd', model: 'base', state: 'running', received: 44e6, total: 148e6, seconds_left: 26 } };
  assert.equal(waitingFor(job), 'waits for the download of base, 44 MB of 148 MB, 30 %, 26 s left');
  know({ id: 'd', kind: 'download', model: 'base', state: 'paused', transfer: { received: 74e6, total: 148e6, seconds_left: 13 } });
  assert.equal(waitingFor(job), 'waits for the download of base, which is paused, 74 MB of 148 MB, 50 %');
  assert.equal(waitingFor({ waiting: 'waits for memory' }), 'waits for memory');
  assert.equal(waitingFor({}), 'waits for its turn');
});

test('names and times', () => {
  assert.equal(nameWithKind({ kind: 'download', model: 'base' }), 'download of base');
  assert.equal(nameWithKind({ kind: 'folder', name: '/a' }), 'folder /a');
  const now = Date.parse('2026-01-31T12:01:00Z');
  assert.equal(elapsed({ state: 'running', created: '2026-01-31T11:00:00Z', started: '2026-01-31T12:00:20Z' }, now), 'for 40 s');
  assert.equal(elapsed({ state: 'queued', created: '2026-01-31T12:00:00Z' }, now), 'added 1 min ago');
  assert.match(elapsed({ state: 'failed', created: '2026-01-31T12:00:00Z', started: '2026-01-31T12:00:00Z', ended: '2026-01-31T12:00:00.5Z' }, now), /^took less than 1 s, /);
  assert.equal(timing({ timing: { waited_ms: 44, loading_ms: 12_000, computing_ms: 61_000, real_time_factor: 0.05 } }),
    'waited 0.0 s, loaded the model in 12 s, computed for 1 min 1 s, 20.0 times as fast as it is spoken');
  assert.equal(timing({}), '');
});
