import { requests, resetState, serve, settled } from './browser.js';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { state } from '../../../web/app/shared/store.js';
import { following } from '../../../web/app/transcribe/following.js';
import { session } from '../../../web/app/transcribe/transcripts.js';
import { addFiles, cancel, retry, uploads } from '../../../web/app/transcribe/uploads.js';

let sent;

/** An upload whose answer the test gives. */
globalThis.XMLHttpRequest = class {
  upload = {};
  headers = {};

  open(method, path) {
    this.request = `${method} ${path}`;
  }

  setRequestHeader(name, value) {
    this.headers[name] = value;
  }

  send(form) {
    this.form = form;
    sent.push(this);
  }

  abort() {
    this.onabort();
  }

  async answer(status, response) {
    Object.assign(this, { status, response });
    this.onload();
    await settled();
  }
};

const file = name => new File(['audio'], name);
const phases = () => session.transcripts.map(each => each.phase);
const job = (id, more) => ({ id, kind: 'transcribe', state: 'queued', name: id, created: '2026-01-31T12:00:00Z', ...more });

beforeEach(() => {
  resetState();
  Object.assign(session, { transcripts: [], opened: null });
  sent = [];
  serve(() => undefined);
});

test('two files are uploaded at a time, in their order, with the fields that have a value', async () => {
  addFiles([file('a'), file('b'), file('c')], { model: 'base', prompt: '' });
  assert.deepEqual(phases(), ['uploading', 'uploading', 'pending']);
  assert.deepEqual(sent.map(each => each.request), ['POST /api/jobs', 'POST /api/jobs']);
  assert.deepEqual([...sent[0].form.entries()].map(([name, value]) => [name, value.name ?? value]), [['model', 'base'], ['file', 'a']]);
  sent[0].upload.onprogress({ lengthComputable: true, loaded: 1, total: 4 });
  assert.equal(session.transcripts[0].uploaded, 0.25);
  await sent[0].answer(202, job('1'));
  assert.deepEqual(phases(), ['sent', 'uploading', 'uploading']);
  assert.equal(sent[2].form.get('file').name, 'c');
});

test('a job that is being uploaded is not adopted as that of another page', async () => {
  addFiles([file('a')], {});
  state.jobs.set('1', job('1'));
  following.onJob(job('1'));
  assert.equal(session.transcripts.length, 1);
  await sent[0].answer(202, job('1'));
  assert.equal(session.transcripts.length, 1);
  assert.equal(session.transcripts[0].job.id, '1');
});

test('without a key nothing is lost: files are sent when there is one', async () => {
  addFiles([file('a')], {});
  await sent[0].answer(401, null);
  assert.equal(state.locked, true);
  assert.deepEqual(phases(), ['pending']);
  addFiles([file('b')], {});
  assert.equal(sent.length, 1);
  state.locked = false;
  uploads.onLoaded();
  assert.deepEqual(phases(), ['uploading', 'uploading']);
});

test('an upload that fails says why, and is retried with the file', async () => {
  addFiles([file('a')], { model: 'base' });
  await sent[0].answer(413, { code: 'too-large', detail: 'The file is too large.' });
  const [transcript] = session.transcripts;
  assert.deepEqual([transcript.phase, transcript.error.code, transcript.error.message], ['failed', 'too-large', 'The file is too large.']);
  retry(transcript, { model: 'tiny' });
  assert.equal(sent[1].form.get('model'), 'tiny');
  assert.equal(transcript.error, null);
});

test('it is cancelled wherever it is', async () => {
  addFiles([file('a'), file('b'), file('c')], {});
  const [uploading, other, pending] = session.transcripts;
  await cancel(pending);
  await cancel(uploading);
  await settled();
  assert.deepEqual([uploading.phase, pending.phase], ['cancelled', 'cancelled']);
  await sent[1].answer(202, job('1'));
  await cancel(other);
  assert.deepEqual(requests, ['DELETE /api/jobs/1']);
});

test('what the service has kept is retried as a new job, shown once', async () => {
  serve(request => (request === 'POST /api/jobs/1/retry' ? job('2') : job('1', { state: 'failed', text: '' })));
  state.jobs.set('1', job('1'));
  uploads.onLoaded();
  following.onLoaded();
  const [transcript] = session.transcripts;
  following.onJob(job('1', { state: 'failed' }));
  await settled();
  await retry(transcript, {});
  assert.deepEqual(session.transcripts.map(each => each.job.id), ['2']);
  assert.equal(session.transcripts[0].quiet, false);
});

test('a recording that the service has is deleted from the browser', async t => {
  const deleted = [];
  const store = { index: () => ({ getAllKeys: id => ({ set onsuccess(done) { this.result = [`key of ${id}`]; done(); } }) }), delete: key => deleted.push(key) };
  const database = { transaction: () => ({ objectStore: () => store }) };
  globalThis.indexedDB = { open: () => ({ result: database, set onsuccess(done) { done(); } }) };
  t.after(() => delete globalThis.indexedDB);
  addFiles([Object.assign(file('recording'), { recordingId: 'r' })], {});
  await settled();
  assert.deepEqual(deleted, []);
  await sent[0].answer(202, job('1'));
  assert.deepEqual(deleted, ['key of r']);
});
