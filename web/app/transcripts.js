// The transcripts that the page follows: files on their way to the service, jobs that somebody else began, and the words that come back.
// The bus only hints, and may miss or repeat a window; what GET /api/jobs/{id} says is the truth, and is asked for at the end, after a gap,
// and after a lost connection.
import { get, upload } from './api.js';
import { cancelJob, retryJob } from './commands.js';
import { forget as forgetRecording } from './kept.js';
import { writtenIn } from './languages.js';
import { isEnded } from './live.js';
import { changed, newer, state } from './store.js';

/** A browser has six connections to a host, and the page needs some for itself. */
const UPLOADS = 2;
const WITHOUT_BUS = 2000;
/** Windows of other jobs are among the early ones. What is dropped is asked for when the next one is seen to be out of turn. */
const EARLY = 500;
/** Of the work of others, cards at most: of what goes on, and of what has ended since the page was opened. */
const MOST_ADOPTED = 20;
const MOST_ENDED = 5;
/** After a question that failed, before it is asked again. */
const AGAIN = 5000;

/**
 * `transcripts` are those on the view Transcribe: {id, name, file, audio, turn, choices, phase, uploaded, job, error, segments, text, line}. `file`
 * and `audio` are there where this page has the file. `phase` is 'held', 'uploading', 'failed', 'cancelled', or 'sent', and then `job` says the
 * rest; `text` is there when the job has ended; `line` is the index of the segment that is being played; `quiet` ones are not told to
 * screen readers. `opened` is the one that has a view of its own, or null. `said` is what a screen reader is to say, and `saidIn` its
 * language where it is a transcript's.
 */
export const session = { transcripts: [], opened: null, said: '', saidIn: undefined };

let made = 0;
/** Windows can be heard before the answer to the upload says whose they are. */
let early = [];

const fresh = choices => ({ choices, phase: 'held', uploaded: 0, job: null, error: null, segments: [], text: null, next: 0, line: -1 });

/** In one word: 'held', 'uploading', or a job's state. */
export const stateOf = transcript => (transcript.phase === 'sent' ? transcript.job.state : transcript.phase);

export const isOver = transcript => ['completed', 'failed', 'cancelled'].includes(stateOf(transcript));

const isUploading = () => session.transcripts.some(each => each.phase === 'uploading');

/**
 * @param {Record<string, string>} choices fields of the upload beside the file
 * @returns {object} the first of them
 */
export function add(files, choices) {
  const more = [...files].map(file => ({ id: `transcript-${++made}`, turn: made, name: file.name, file, audio: file.size ? URL.createObjectURL(file) : null,
    ...fresh(choices) }));
  // The newest files first, those that came together in their order.
  session.transcripts = [...more, ...session.transcripts];
  uploadNext();
  changed();
  return more[0];
}

/** What waits for its upload goes on, as far as the service lets it. */
export function uploadNext() {
  const held = session.transcripts.filter(each => each.phase === 'held').sort((one, other) => one.turn - other.turn);
  if (held.length && !state.locked && session.transcripts.filter(each => each.phase === 'uploading').length < UPLOADS) {
    send(held[0]);
    uploadNext();
  } else if (!isUploading()) {
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
    const job = await upload(transcript.file, transcript.name, transcript.choices, progress, transcript.abort.signal);
    transcript.phase = 'sent';
    recorded(transcript.file);
    transcript.job = newer(job, state.jobs.get(job.id) ?? job);
    early.filter(window => window.id === job.id).forEach(window => take(transcript, window));
    followed(transcript.job);
  } catch (error) {
    if (error.status === 401) {
      // Kept until there is a key.
      transcript.phase = 'held';
    } else {
      transcript.phase = error.code === 'cancelled' ? 'cancelled' : 'failed';
      transcript.error = error;
      over(transcript);
    }
  }
  uploadNext();
  adopt();
  changed();
}

const adopted = job => ({ id: `transcript-${++made}`, name: job.name, file: null, audio: null, other: true, quiet: true, ...fresh(null), phase: 'sent', job });

export const spoken = job => job.kind === 'transcribe' || job.kind === 'translate';

/** Work that is under way and that this page did not begin, or has forgotten over a reload: the first accepted first, as it is worked on. */
export function adopt() {
  if (isUploading()) {
    // One of them may be about to be known as ours.
    return;
  }
  const others = session.transcripts.filter(each => each.other);
  const ended = others.filter(isOver);
  if (ended.length > MOST_ENDED) {
    const most = new Set(ended.slice(0, ended.length - MOST_ENDED));
    session.transcripts = session.transcripts.filter(each => !most.has(each));
  }
  const known = new Set(session.transcripts.map(each => each.job?.id));
  const more = [...state.jobs.values()].filter(job => spoken(job) && !job.parent && !isEnded(job) && !known.has(job.id))
    .sort((one, other) => Date.parse(one.created) - Date.parse(other.created)).slice(0, Math.max(0, MOST_ADOPTED - (others.length - ended.length)))
    .map(job => (session.opened?.job?.id === job.id ? session.opened : adopted(job)));
  if (more.length) {
    session.transcripts = [...session.transcripts, ...more];
    more.filter(each => each.job.state === 'running').forEach(refresh);
    changed();
  }
}

/** Shows the transcript of a job in a view of its own. */
export function open(id) {
  session.opened = find(id) ?? null;
  if (!session.opened) {
    session.opened = adopted(state.jobs.get(id) ?? { id });
  }
  refresh(session.opened);
}

const all = () => (session.opened ? [...session.transcripts.filter(each => each !== session.opened), session.opened] : session.transcripts);

const find = id => all().find(each => each.job?.id === id);

/** A window of some job was recognised. */
export function heard(window) {
  const transcript = find(window.id);
  if (transcript) {
    take(transcript, window);
  } else if (isUploading()) {
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
  if (!transcript.quiet) {
    say(window.text.trim(), writtenIn(transcript.job));
  }
  changed();
}

/** A line of a job's log was written. */
export function logged({ id, at, message }) {
  const transcript = find(id);
  if (transcript && !transcript.job.log?.some(line => line.at === at && line.message === message)) {
    transcript.job = { ...transcript.job, log: [...transcript.job.log ?? [], { at, message }] };
    changed();
  }
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
  if (!transcript) {
    adopt();
    return;
  }
  if (transcript.text !== null) {
    if (transcript.job.state !== 'cancelled' || isEnded(job)) {
      return;
    }
    // The cancel was taken back.
    transcript.text = null;
  }
  transcript.job = newer(transcript.job, job);
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
    } else if (isEnded(transcript.job) || transcript === session.opened) {
      // The bus has told the last of it, so nothing else would bring the text.
      clearTimeout(transcript.again);
      transcript.again = setTimeout(() => all().includes(transcript) && transcript.job?.id === id && transcript.text === null
        && refresh(transcript), AGAIN);
    }
    return;
  }
  if (transcript.job?.id !== id) {
    return;
  }
  transcript.name ??= job.name;
  if (isEnded(job)) {
    const known = transcript.text !== null;
    Object.assign(transcript, { job, segments: merged([], job.segments ?? []), text: job.text ?? '', error: job.error ?? null });
    if (!known) {
      over(transcript);
    }
  } else if (transcript.text === null) {
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
  if (!transcript.quiet) {
    say(`${transcript.name}: ${words[stateOf(transcript)]}`);
  }
  // The button that has the focus may be about to go; the keyboard's place stays near.
  const card = document.getElementById(transcript.id);
  if (card?.querySelector('.actions').contains(document.activeElement)) {
    card.focus({ preventScroll: true });
  }
  changed();
}

/** Asks how the jobs stand that are not known to have ended, as far as somebody reads them. */
export async function catchUpTranscripts() {
  const going = all().filter(each => each.phase === 'sent' && each.text === null && (each === session.opened || !each.quiet || each.segments.length));
  await Promise.all(going.flatMap(each => [refresh(each), each.job.waiting_for ? refreshDownload(each.job.waiting_for) : null]));
}

// Some proxies let no WebSocket through; then the words come by asking.
setInterval(() => state.connection !== 'open' && !state.locked && catchUpTranscripts(), WITHOUT_BUS);

/** Ends it, wherever it is. */
export async function cancel(transcript) {
  if (transcript.phase === 'uploading') {
    transcript.abort.abort();
  } else if (transcript.phase === 'held') {
    transcript.phase = 'cancelled';
    over(transcript);
  } else {
    await cancelJob(transcript.job);
  }
}

/**
 * The same again: the file, where this page has it, with the choices as they are now, because a wrong choice may be why it failed; else
 * what the service has kept.
 */
export async function retry(transcript, choices) {
  if (transcript.file) {
    Object.assign(transcript, fresh(choices), { turn: ++made });
    uploadNext();
    changed();
    return;
  }
  const job = await retryJob(transcript.job);
  if (job) {
    Object.assign(transcript, fresh(null), { phase: 'sent', job, quiet: false });
    // The bus may have told of it before.
    session.transcripts = session.transcripts.filter(each => each === transcript || each.job?.id !== job.id);
    followed(job);
    if (session.opened === transcript) {
      location.hash = `transcript/${job.id}`;
    }
  }
}

/** A job is deleted, here or elsewhere. */
export function dropped(id) {
  session.transcripts.filter(each => each.job?.id === id).forEach(remove);
  if (session.opened?.job?.id === id) {
    session.opened = { ...session.opened, phase: 'failed', segments: [], error: { status: 404, message: 'This transcript was deleted.' } };
  }
}

/** A recording that is with the service, or unwanted, need not be kept in the browser. */
const recorded = file => file?.kept && forgetRecording(file.kept);

/** Takes it off the list of this page; the service keeps what it has. */
export function remove(transcript) {
  recorded(transcript.file);
  session.transcripts = session.transcripts.filter(each => each !== transcript);
  if (transcript.audio && session.opened !== transcript) {
    URL.revokeObjectURL(transcript.audio);
  }
  changed();
}
