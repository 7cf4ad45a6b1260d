import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowedActions, isTranscription, mergeJob } from '../../../web/app/shared/job-state.js';

const job = (state, more) => ({ id: 'a', kind: 'transcribe', state, ...more });

test('an active job can be paused or resumed, and cancelled', () => {
  for (const state of ['queued', 'waiting', 'running']) {
    assert.deepEqual(allowedActions(job(state)), ['pause', 'cancel']);
  }
  assert.deepEqual(allowedActions(job('paused', { can_resume: true })), ['resume', 'cancel']);
});

test('an ended job is retried or resumed only where the service can do it', () => {
  assert.deepEqual(allowedActions(job('failed', { can_retry: true, can_resume: false })), ['retry', 'delete']);
  assert.deepEqual(allowedActions(job('cancelled', { can_retry: true, can_resume: true })), ['resume', 'delete']);
  assert.deepEqual(allowedActions(job('cancelled', { can_retry: true, can_resume: false })), ['retry', 'delete']);
  for (const state of ['failed', 'cancelled']) {
    assert.deepEqual(allowedActions(job(state, { can_retry: false, can_resume: false })), ['delete'], state);
    assert.deepEqual(allowedActions(job(state)), ['delete'], state);
  }
  assert.deepEqual(allowedActions(job('completed', { can_retry: true })), ['delete']);
});

test('what the last report leaves out is gone, but for text, segments, log and sizes', () => {
  const known = { state: 'failed', error: { message: 'x' }, text: 'one', segments: [1], log: [2], transfer: { received: 3 }, duration: 4 };
  assert.deepEqual(mergeJob(known, { state: 'running' }), { state: 'running', text: 'one', segments: [1], log: [2], transfer: { received: 3 }, duration: 4 });
  assert.equal(mergeJob(known, { state: 'completed', text: '' }).text, '');
  assert.equal(mergeJob(undefined, { state: 'queued' }).state, 'queued');
});

test('folders and downloads have no transcript', () => {
  assert.deepEqual(['transcribe', 'translate', 'folder', 'download'].map(kind => isTranscription({ kind })), [true, true, false, false]);
});
