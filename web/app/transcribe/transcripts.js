// The transcripts that the page shows, and their segments: {start, end, text}, times in seconds.
import { textLanguage } from '../shared/languages.js';
import { changed } from '../shared/store.js';
import { deleteRecording } from './recording-store.js';

/** Seconds of silence between two segments from which on the second one begins a paragraph, as in the texts of the service. */
const PARAGRAPH_PAUSE = 2;
/** Players report a time a little before the one that they were set to. */
const TOLERANCE = 0.05;

/**
 * `transcripts` are those of the view Transcribe: {id, name, file, audioUrl, order, fields, phase, uploaded, job, error, segments, text,
 * nextWindow, line, quiet, adopted}. `file` and `audioUrl` are there where this page has the file; `fields` are those of its upload. `phase` is
 * 'pending', 'uploading', 'failed', 'cancelled', or 'sent', and then `job` has the state. `text` is null until the job has ended;
 * `nextWindow` is the index of the window that is expected next; `line` that of the segment that is being played. `quiet` ones are not
 * announced to screen readers; `adopted` ones were not uploaded by this page. `opened` is the one with a view of its own, or null.
 * `announcement` is for screen readers, in `announcementLanguage` where it is a transcript's text.
 */
export const session = { transcripts: [], opened: null, announcement: '', announcementLanguage: undefined };

let created = 0;

/** A number for the next transcript, in the order in which they are uploaded. */
export const nextOrder = () => ++created;

export const initialState = fields => ({ fields, phase: 'pending', uploaded: 0, job: null, error: null, segments: [], text: null, nextWindow: 0, line: -1 });

/** Of a file of this page. */
export function ofFile(file, fields) {
  const order = nextOrder();
  return { id: `transcript-${order}`, order, name: file.name, file, audioUrl: file.size ? URL.createObjectURL(file) : null, ...initialState(fields) };
}

/** Of a job that this page did not start. */
export const ofJob = job => ({ id: `transcript-${nextOrder()}`, name: job.name, file: null, audioUrl: null, adopted: true, quiet: true, ...initialState(null),
  phase: 'sent', job });

/** 'pending', 'uploading', or a job's state. */
export const stateOf = transcript => (transcript.phase === 'sent' ? transcript.job.state : transcript.phase);

export const isOver = transcript => ['completed', 'failed', 'cancelled'].includes(stateOf(transcript));

export const isUploading = () => session.transcripts.some(each => each.phase === 'uploading');

/** What a user may do with it, of 'resume', 'retry', 'cancel', 'delete' and 'dismiss'. */
export function allowedActions(transcript) {
  const { job, file } = transcript;
  const state = stateOf(transcript);
  if (!isOver(transcript)) {
    return state === 'paused' ? ['resume', 'cancel'] : ['cancel'];
  }
  const resume = state === 'cancelled' && job?.can_resume;
  // Without the file, the service needs to have kept it.
  const retry = state !== 'completed' && (file || (job?.can_retry && !resume));
  return [resume && 'resume', retry && 'retry', job?.ended ? 'delete' : 'dismiss'].filter(Boolean);
}

export const all = () => (session.opened ? [...session.transcripts.filter(each => each !== session.opened), session.opened] : session.transcripts);

/** @param id of its job */
export const find = id => all().find(each => each.job?.id === id);

function announce(transcript, text, language) {
  if (!transcript.quiet) {
    Object.assign(session, { announcement: text, announcementLanguage: language });
  }
}

/**
 * Adds the text of a window.
 *
 * @returns {boolean} whether windows before it are missing
 */
export function addWindow(transcript, window) {
  const missed = window.index > transcript.nextWindow;
  transcript.nextWindow = Math.max(transcript.nextWindow, window.index + 1);
  transcript.segments = mergeSegments(transcript.segments, window.segments);
  if (window.duration) {
    transcript.job = { ...transcript.job, duration: window.duration, progress: Math.min(1, window.position / window.duration) };
  }
  announce(transcript, window.text.trim(), textLanguage(transcript.job));
  changed();
  return missed;
}

/** It has ended, however. */
export function onEnd(transcript) {
  const outcome = { completed: 'done', failed: `failed. ${transcript.error?.message}`, cancelled: 'cancelled' }[stateOf(transcript)];
  announce(transcript, `${transcript.name}: ${outcome}`);
  // The button that has the focus may disappear; the focus stays near it.
  const card = document.getElementById(transcript.id);
  if (card?.querySelector('.actions').contains(document.activeElement)) {
    card.focus({ preventScroll: true });
  }
  changed();
}

/** A recording that the service has, or that the user does not want, need not be kept in the browser. */
export const releaseRecording = file => file?.recordingId && deleteRecording(file.recordingId);

/** Removes it from the list of this page; the service keeps its job. */
export function remove(transcript) {
  releaseRecording(transcript.file);
  session.transcripts = session.transcripts.filter(each => each !== transcript);
  if (transcript.audioUrl && session.opened !== transcript) {
    URL.revokeObjectURL(transcript.audioUrl);
  }
  changed();
}

export const segmentKey = ({ start, end, text }) => `${start} ${end} ${text}`;

/** Each segment once, by time. */
export function mergeSegments(known, more) {
  const byKey = new Map([...known, ...more].map(segment => [segmentKey(segment), segment]));
  return [...byKey.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The segments so far of the window that is being recognised: they are shown until that is done, and count for nothing. */
export const partialSegments = ({ job, text, nextWindow }) => (
  text === null && job?.state === 'running' && job.partial?.index >= nextWindow ? job.partial.segments : []);

export const beginsParagraph = (segments, index) => index > 0 && segments[index].start - segments[index - 1].end >= PARAGRAPH_PAUSE;

/** The index of the segment that is spoken at a time; -1 before the first one. */
export const segmentAt = (segments, time) => segments.findLastIndex(segment => segment.start <= time + TOLERANCE);
