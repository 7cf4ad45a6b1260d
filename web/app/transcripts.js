// The transcripts of this session: files on their way to the service, and the words that come back. The bus only hints, and may miss or
// repeat a window; what GET /api/jobs/{id} says is the truth, and is asked for at the end, after a gap, and after a lost connection.
import { attempt, del, get, post, upload } from './api.js';
import { writtenIn } from './languages.js';
import { isEnded } from './live.js';
import { changed, state } from './store.js';

/** A browser has six connections to a host, and the page needs some for itself. */
const UPLOADS = 2;
const WITHOUT_BUS = 2000;
/** Windows of other jobs are among the early ones. What is dropped is asked for when the next one is seen to be out of turn. */
const EARLY = 500;
/** After a question that failed, before it is asked again. */
const AGAIN = 5000;

/**
 * `transcripts`, the newest first: {id, file, sound, choices, phase, uploaded, job, error, segments, text, line}. `phase` is 'held',
 * 'uploading', 'failed', 'cancelled', or 'sent', and then `job` says the rest; `text` is there when the job has ended; `line` is the
 * index of the segment that is being played. `said` is what a screen reader is to say, and
 * `saidIn` its language where it is a transcript's.
 */
export const session = { transcripts: [], said: '', saidIn: undefined };

let made = 0;
/** Windows can be heard before the answer to the upload says whose they are. */
let early = [];

const fresh = choices => ({ choices, phase: 'held', uploaded: 0, job: null, error: null, segments: [], text: null, next: 0, line: -1 });

/** In one word: 'held', 'uploading', or a job's state. */
export const stateOf = transcript => (transcript.phase === 'sent' ? transcript.job.state : transcript.phase);

export const isOver = transcript => ['completed', 'failed', 'cancelled'].includes(stateOf(transcript));

/** @param {Record<string, string>} choices fields of the upload beside the file */
export function add(files, choices) {
  const more = [...files].map(file => ({ id: `transcript-${++made}`, file, sound: URL.createObjectURL(file), ...fresh(choices) }));
  session.transcripts = [...more.reverse(), ...session.transcripts];
  uploadNext();
  changed();
}

function uploadNext() {
  const uploading = session.transcripts.filter(each => each.phase === 'uploading').length;
  const next = uploading < UPLOADS && session.transcripts.findLast(each => each.phase === 'held');
  if (next) {
    send(next);
    uploadNext();
  } else if (!uploading) {
    early = [];
  }
}

async function send(transcript) {
  const progress = share => {
    transcript.uploaded = share;
    changed();
  };
  transcript.phase = 'uploading';
  transcript.abort = new AbortController();
  try {
    const job = await upload(transcript.file, transcript.file.name, transcript.choices, progress, transcript.abort.signal);
    transcript.phase = 'sent';
    transcript.job = { ...job, ...state.jobs.get(job.id) };
    early.filter(window => window.id === job.id).forEach(window => take(transcript, window));
    followed(transcript.job);
  } catch (error) {
    transcript.phase = error.code === 'cancelled' ? 'cancelled' : 'failed';
    transcript.error = error;
    over(transcript);
  }
  uploadNext();
  changed();
}

const find = id => session.transcripts.find(each => each.job?.id === id);

/** A window of some job was recognised. */
export function heard(window) {
  const transcript = find(window.id);
  if (transcript) {
    take(transcript, window);
  } else if (session.transcripts.some(each => each.phase === 'uploading')) {
    early = [...early, window].slice(-EARLY);
  }
}

function take(transcript, window) {
  if (transcript.text !== null) {
    return;
  }
  if (window.index > transcript.next) {
    refresh(transcript);
  }
  transcript.next = Math.max(transcript.next, window.index + 1);
  transcript.segments = merged(transcript.segments, window.segments);
  if (window.duration) {
    transcript.job = { ...transcript.job, duration: window.duration, progress: Math.min(1, window.position / window.duration) };
  }
  say(window.text.trim(), writtenIn(transcript.job));
  changed();
}

function say(text, language) {
  Object.assign(session, { said: text, saidIn: language });
}

/** By time, each once. */
function merged(known, more) {
  const byKey = new Map([...known, ...more].map(segment => [segmentKey(segment), segment]));
  return [...byKey.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

export const segmentKey = ({ start, end, text }) => `${start} ${end} ${text}`;

/** Some job is different. */
export function followed(job) {
  const transcript = find(job.id);
  if (!transcript || transcript.text !== null) {
    return;
  }
  transcript.job = { ...transcript.job, ...job, waiting_for: job.waiting_for };
  if (isEnded(job)) {
    refresh(transcript);
  } else if (job.waiting_for && !state.jobs.has(job.waiting_for)) {
    refreshDownload(job.waiting_for);
  }
}

async function refresh(transcript) {
  const { id } = transcript.job;
  let job;
  try {
    job = await get(`/api/jobs/${id}`);
  } catch (error) {
    if (transcript.job?.id !== id || transcript.text !== null) {
      return;
    }
    if (error.status === 404) {
      Object.assign(transcript, { phase: 'failed', error });
      over(transcript);
    } else if (isEnded(transcript.job)) {
      // The bus has told the last of it, so nothing else would bring the text.
      clearTimeout(transcript.again);
      transcript.again = setTimeout(() => session.transcripts.includes(transcript) && transcript.job?.id === id && transcript.text === null
        && refresh(transcript), AGAIN);
    }
    return;
  }
  if (transcript.job?.id !== id || transcript.text !== null) {
    return;
  }
  if (isEnded(job)) {
    Object.assign(transcript, { job, segments: merged([], job.segments ?? []), text: job.text ?? '', error: job.error ?? null });
    over(transcript);
  } else {
    transcript.segments = merged(transcript.segments, job.segments ?? []);
    followed(job);
  }
  changed();
}

async function refreshDownload(id) {
  const job = await get(`/api/jobs/${id}`).catch(() => null);
  if (job) {
    state.jobs.set(id, job);
    changed();
  }
}

function over(transcript) {
  const words = { completed: 'done', failed: `failed. ${transcript.error?.message}`, cancelled: 'cancelled' };
  say(`${transcript.file.name}: ${words[stateOf(transcript)]}`);
  // The button that has the focus may be about to go; the keyboard's place stays near.
  const card = document.getElementById(transcript.id);
  if (card?.querySelector('.actions').contains(document.activeElement)) {
    card.focus({ preventScroll: true });
  }
  changed();
}

/** Asks how the jobs stand that are not known to have ended. */
export async function catchUpTranscripts() {
  const going = session.transcripts.filter(each => each.phase === 'sent' && each.text === null);
  await Promise.all(going.flatMap(each => [refresh(each), each.job.waiting_for ? refreshDownload(each.job.waiting_for) : null]));
}

// Some proxies let no WebSocket through; then the words come by asking.
setInterval(() => state.connection !== 'open' && catchUpTranscripts(), WITHOUT_BUS);

/** @param job an answer; absent where there was none */
const follow = job => job && followed(job);

export async function cancel(transcript) {
  if (transcript.phase === 'uploading') {
    transcript.abort.abort();
  } else if (transcript.phase === 'held') {
    transcript.phase = 'cancelled';
    over(transcript);
  } else {
    follow(await attempt(() => del(`/api/jobs/${transcript.job.id}`)));
  }
}

export async function resume(transcript) {
  follow(await attempt(() => post(`/api/jobs/${transcript.job.id}/resume`)));
}

/** The same file again; with the choices as they are now, because a wrong choice may be why it failed. */
export function retry(transcript, choices) {
  Object.assign(transcript, fresh(choices));
  uploadNext();
  changed();
}

export function remove(transcript) {
  session.transcripts = session.transcripts.filter(each => each !== transcript);
  URL.revokeObjectURL(transcript.sound);
  changed();
}
