import './browser.js';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { addWindow, allowedActions, beginsParagraph, initialState, isOver, mergeSegments, ofJob, onEnd, partialSegments, segmentAt, session, stateOf } from '../../../web/app/transcribe/transcripts.js';

const ofState = (state, more) => ofJob({ id: 'a', name: 'a.wav', state, ended: state === 'completed' ? '2026-01-31T12:00:00Z' : undefined, ...more });
const withFile = (phase, job = null) => ({ ...initialState({}), name: 'a.wav', file: {}, phase, job });
const window = (index, text, more) => ({ id: 'a', index, text, segments: [{ start: index, end: index + 1, text }], ...more });

beforeEach(() => Object.assign(session, { transcripts: [], opened: null, announcement: '', announcementLanguage: undefined }));

test('its state is that of the upload, then that of the job', () => {
  assert.equal(stateOf(withFile('uploading')), 'uploading');
  assert.equal(stateOf(withFile('sent', { state: 'running' })), 'running');
  assert.deepEqual(['pending', 'uploading', 'failed', 'cancelled'].map(phase => isOver(withFile(phase))), [false, false, true, true]);
});

test('before its end it can be cancelled, and resumed where it is paused', () => {
  for (const state of ['queued', 'waiting', 'running']) {
    assert.deepEqual(allowedActions(ofState(state, { can_retry: true })), ['cancel']);
  }
  assert.deepEqual(allowedActions(ofState('paused')), ['resume', 'cancel']);
  assert.deepEqual(allowedActions(withFile('pending')), ['cancel']);
});

test('a retry needs the file of this page, or what the service has kept', () => {
  const ended = '2026-01-31T12:00:00Z';
  assert.deepEqual(allowedActions(ofState('failed', { ended, can_retry: false })), ['delete']);
  assert.deepEqual(allowedActions(ofState('failed', { ended, can_retry: true })), ['retry', 'delete']);
  assert.deepEqual(allowedActions(withFile('failed')), ['retry', 'dismiss']);
  assert.deepEqual(allowedActions(withFile('sent', { state: 'failed', ended, can_retry: false })), ['retry', 'delete']);
  assert.deepEqual(allowedActions(ofState('cancelled', { ended, can_retry: true, can_resume: true })), ['resume', 'delete']);
  assert.deepEqual(allowedActions(ofState('cancelled', { ended, can_retry: false, can_resume: false })), ['delete']);
  assert.deepEqual(allowedActions(ofState('completed', { can_retry: true, can_resume: true })), ['delete']);
});

test('a window adds its text and reveals a gap before it', () => {
  const transcript = ofState('running');
  assert.equal(addWindow(transcript, window(0, 'one')), false);
  assert.equal(addWindow(transcript, window(1, 'two', { position: 20, duration: 80 })), false);
  assert.equal(transcript.job.progress, 0.25);
  assert.equal(addWindow(transcript, window(1, 'two')), false, 'it came twice');
  assert.equal(addWindow(transcript, window(3, 'four')), true, 'window 2 is missing');
  assert.equal(addWindow(transcript, window(2, 'three')), false, 'it came late');
  assert.equal(addWindow(transcript, window(4, 'five')), false);
  assert.deepEqual(transcript.segments.map(segment => segment.text), ['one', 'two', 'three', 'four', 'five']);
});

test('a window that is being recognised is shown until its own text comes, and not in a job that does not run', () => {
  const partial = { index: 1, text: ' tw', segments: [{ start: 1, end: 2, text: ' tw' }] };
  const transcript = ofState('running', { partial });
  addWindow(transcript, window(0, 'one'));
  assert.deepEqual(partialSegments(transcript), partial.segments);
  assert.deepEqual(transcript.segments.map(segment => segment.text), ['one']);
  addWindow(transcript, window(1, 'two'));
  assert.deepEqual(partialSegments(transcript), []);
  assert.deepEqual(partialSegments(ofState('paused', { partial })), []);
  assert.deepEqual(partialSegments(ofState('running')), []);
});

test('screen readers are told the text and the end of what this page uploaded', () => {
  addWindow(ofState('running', { language: 'de' }), window(0, 'nichts'));
  assert.equal(session.announcement, '');
  const own = withFile('sent', { id: 'a', state: 'running', kind: 'transcribe', language: 'de' });
  addWindow(own, window(0, ' eins '));
  assert.deepEqual([session.announcement, session.announcementLanguage], ['eins', 'de']);
  own.job.state = 'completed';
  onEnd(own);
  assert.deepEqual([session.announcement, session.announcementLanguage], ['a.wav: done', undefined]);
});

const segment = (start, end, text = `${start}`) => ({ start, end, text });

test('windows may come twice and out of order', () => {
  const [first, second, third] = [segment(0, 2), segment(2, 3), segment(2, 4)];
  assert.deepEqual(mergeSegments([third, first], [second, first]), [first, second, third]);
  assert.deepEqual(mergeSegments([], []), []);
});

test('two seconds of silence begin a paragraph', () => {
  const segments = [segment(5, 6), segment(7.9, 9), segment(11, 12)];
  assert.deepEqual(segments.map((_, index) => beginsParagraph(segments, index)), [false, false, true]);
});

test('the segment that is spoken', () => {
  const segments = [segment(1, 2), segment(4, 5)];
  assert.deepEqual([0, 1, 3, 3.96, 9].map(time => segmentAt(segments, time)), [-1, 0, 0, 1, 1]);
});
