import { resetState, serve } from './browser.js';
import assert from 'node:assert/strict';
import { before, beforeEach, mock, test } from 'node:test';
import { state } from '../../../web/app/shared/store.js';
import { applyJob, bus, removeJob, start, synchronize } from '../../../web/app/shared/sync.js';

const seen = [];

globalThis.addEventListener = () => {};
globalThis.WebSocket = class {
  close() {}
};

before(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  start({ onJob: job => seen.push(`job ${job.id}`), onJobDeleted: id => seen.push(`deleted ${id}`), onWindow: window => seen.push(`window ${window.index}`),
    onLoading: () => seen.push('loading'), onLoaded: () => seen.push('loaded') });
});

beforeEach(() => {
  resetState();
  seen.length = 0;
});

const event = (address, body) => bus.onFrame({ address, body });
const job = (id, more) => ({ id, kind: 'transcribe', state: 'running', created: '2026-01-31T12:00:00Z', ...more });

function answers(more) {
  return request => {
    const known = { 'GET /api/jobs?limit=500&state=queued,waiting,running,paused': { jobs: [job('a')] },
      'GET /api/jobs?limit=50&state=completed,failed,cancelled': { jobs: [] }, ...more };
    return known[request];
  };
}

test('events that come while the answers are on their way are applied after them', async () => {
  let release;
  const held = new Promise(resolve => { release = resolve; });
  serve(async request => {
    await held;
    return answers()(request);
  });
  const loading = synchronize();
  event('earshot.jobs.changed', job('a', { state: 'paused' }));
  event('earshot.jobs.segment', { index: 3 });
  assert.deepEqual(seen, ['loading', 'window 3']);
  release();
  await loading;
  assert.equal(state.jobs.get('a').state, 'paused');
  assert.deepEqual(seen, ['loading', 'window 3', 'job a', 'loaded']);
});

test('with the jobs come the files of their folders and the downloads that they wait for', async () => {
  serve(answers({
    'GET /api/jobs?limit=500&state=queued,waiting,running,paused': { jobs: [job('folder', { kind: 'folder' }), job('b', { waiting_for: 'd' })] },
    'GET /api/jobs?parent=folder&limit=200': { jobs: [job('file', { parent: 'folder' })] },
    'GET /api/jobs/d': job('d', { kind: 'download' })
  }));
  await synchronize();
  assert.deepEqual([...state.jobs.keys()], ['folder', 'b', 'file', 'd']);
});

test('ended files of folders are kept, as no list has them', async () => {
  applyJob(job('file', { parent: 'folder', state: 'completed' }));
  applyJob(job('gone', { state: 'completed' }));
  serve(answers());
  await synchronize();
  assert.deepEqual([...state.jobs.keys()], ['file', 'a']);
});

test('a call while it loads leads to one more load, after a pause', async () => {
  serve(answers());
  const loading = synchronize();
  assert.equal(synchronize(), loading);
  assert.equal(synchronize(), loading);
  await loading;
  assert.deepEqual(seen, ['loading', 'loaded']);
  mock.timers.tick(3000);
  assert.deepEqual(seen, ['loading', 'loaded', 'loading']);
  await synchronize();
});

test('what cannot be loaded stays as it was; a refused key locks the page', async () => {
  state.models = { models: [] };
  applyJob(job('old'));
  serve(() => undefined);
  await synchronize();
  assert.deepEqual([[...state.jobs.keys()], state.models, state.locked], [['old'], { models: [] }, false]);
  globalThis.fetch = async () => ({ ok: false, status: 401, text: async () => '' });
  await synchronize();
  assert.equal(state.locked, true);
});

test('the level of the memory may have changed without an event', async () => {
  const system = { status: 'critical', percent: 91, available_gb: 1, total_gb: 16 };
  const reading = { at: '2026-01-31T12:00:00Z', system };
  serve(answers({ 'GET /api/system/memory': reading }));
  await synchronize();
  assert.deepEqual(state.pressure, { level: 'critical', percent: 91, available_gb: 1, total_gb: 16 });
  state.dismissedLevel = 'critical';
  await synchronize();
  assert.equal(state.dismissedLevel, 'critical');
  event('earshot.system.pressure', { level: 'normal' });
  assert.deepEqual([state.pressure, state.dismissedLevel], [null, null]);
});

test('the page drops the oldest ended jobs, and no other', async () => {
  for (let i = 0; i < 2001; i++) {
    applyJob(job(`j${i}`, { state: i === 0 ? 'running' : 'completed', created: new Date(i * 1000).toISOString() }));
  }
  assert.equal(state.jobs.size, 1000);
  assert.ok(state.jobs.has('j0') && !state.jobs.has('j1') && state.jobs.has('j2000'));
});

test('a deleted job is gone', () => {
  applyJob(job('a'));
  event('earshot.jobs.forgotten', { id: 'a' });
  removeJob('b');
  assert.equal(state.jobs.size, 0);
  assert.deepEqual(seen, ['job a', 'deleted a', 'deleted b']);
});

test('a decision is listed once, the newest first', () => {
  const decision = second => ({ at: new Date(second * 1000).toISOString(), model: 'base', action: 'loaded' });
  [1, 2, 2].forEach(second => event('earshot.models.decision', decision(second)));
  assert.deepEqual(state.decisions, [decision(2), decision(1)]);
});

test('readings make the history of 15 minutes', () => {
  const reading = minute => ({ at: new Date(minute * 60_000).toISOString(), system: { percent: minute, used_gb: 1 }, process: { service: { rss_mb: 2 }, engine: { rss_mb: 3 } },
    cpu: { percent: 4, engine_percent: 5 } });
  [0, 10, 10, 16].forEach(minute => event('earshot.system.memory', reading(minute)));
  assert.deepEqual(state.history.map(sample => sample.percent), [10, 16]);
  assert.deepEqual(state.history[0], { at: '1970-01-01T00:10:00.000Z', percent: 10, used_gb: 1, service_mb: 2, engine_mb: 3, cpu_percent: 4, engine_percent: 5 });
});
