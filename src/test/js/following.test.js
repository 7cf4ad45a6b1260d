import { requests, resetState, serve, settled } from './browser.js';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { state } from '../../../web/app/shared/store.js';
import { adopt, following, onUploaded, open } from '../../../web/app/transcribe/following.js';
import { initialState, session } from '../../../web/app/transcribe/transcripts.js';

const job = (id, more) => ({ id, kind: 'transcribe', state: 'running', name: `${id}.wav`, created: '2026-01-31T12:00:00Z', ...more });
const window = (id, index) => ({ id, index, text: `w${index}`, segments: [{ start: index, end: index + 1, text: `w${index}` }] });
const texts = () => session.transcripts[0].segments.map(segment => segment.text);

function show(...jobs) {
  jobs.forEach(each => state.jobs.set(each.id, each));
  adopt();
}

beforeEach(() => {
  resetState();
  Object.assign(session, { transcripts: [], opened: null });
  serve(() => undefined);
});

test('a missed window is asked for', async () => {
  serve(() => job('a', { segments: [0, 1, 2].flatMap(index => window('a', index).segments) }));
  show(job('a', { state: 'queued' }));
  following.onWindow(window('a', 0));
  assert.deepEqual(requests, []);
  following.onWindow(window('a', 2));
  assert.deepEqual(requests, ['GET /api/jobs/a']);
  await settled();
  assert.deepEqual(texts(), ['w0', 'w1', 'w2']);
  following.onWindow(window('a', 3));
  assert.equal(requests.length, 1);
});

test('the text of an ended job is that of the service, and no window changes it', async () => {
  serve(() => job('a', { state: 'completed', text: 'all of it', segments: [{ start: 0, end: 9, text: 'all of it' }] }));
  show(job('a', { state: 'queued' }));
  following.onWindow(window('a', 0));
  following.onJob(job('a', { state: 'completed' }));
  await settled();
  assert.deepEqual(texts(), ['all of it']);
  following.onWindow(window('a', 1));
  assert.deepEqual(texts(), ['all of it']);
});

test('windows that come before the answer to the upload are not lost', () => {
  const transcript = { ...initialState({}), id: 'transcript-1', name: 'a.wav', phase: 'uploading' };
  session.transcripts = [transcript];
  following.onWindow(window('a', 0));
  following.onWindow(window('other', 0));
  onUploaded(transcript, job('a'));
  assert.deepEqual(texts(), ['w0']);
});

test('jobs that this page did not start are adopted: active transcriptions, the oldest first, without the files of folders', () => {
  show(job('young', { created: '2026-01-31T12:00:01Z', state: 'queued' }), job('old', { state: 'queued' }), job('ended', { state: 'completed' }),
    job('file', { parent: 'folder' }), job('folder', { kind: 'folder' }), job('download', { kind: 'download' }));
  assert.deepEqual(session.transcripts.map(each => each.job.id), ['old', 'young']);
  adopt();
  assert.equal(session.transcripts.length, 2);
});

test('a cancelled job that is resumed goes on', async () => {
  serve(() => job('a', { state: 'cancelled', text: 'one' }));
  show(job('a', { state: 'queued' }));
  following.onJob(job('a', { state: 'cancelled' }));
  await settled();
  assert.equal(session.transcripts[0].text, 'one');
  following.onJob(job('a', { state: 'queued' }));
  assert.equal(session.transcripts[0].text, null);
  assert.equal(session.transcripts[0].job.state, 'queued');
});

test('a log line is added once', () => {
  show(job('a', { state: 'queued' }));
  const line = { id: 'a', at: '2026-01-31T12:00:00Z', message: 'queued' };
  following.onLogLine(line);
  following.onLogLine(line);
  assert.deepEqual(session.transcripts[0].job.log, [{ at: line.at, message: 'queued' }]);
});

test('a transcript that is gone says so in its own view', async () => {
  open('gone');
  await settled();
  assert.equal(session.opened.error.status, 404);
  serve(() => job('a', { state: 'completed', text: '' }));
  open('a');
  await settled();
  following.onJobDeleted('a');
  assert.equal(session.opened.error.message, 'This transcript was deleted.');
});
