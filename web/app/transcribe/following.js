// Follows the jobs of transcripts, also of those that this page did not start. Events are only hints, and windows may be missing or come
// twice: GET /api/jobs/{id} has the truth, and is requested when a job ends, after a gap, and after a lost connection.
import { get } from '../shared/api.js';
import { isEnded, isTranscription, mergeJob } from '../shared/job-state.js';
import { changed, state } from '../shared/store.js';
import { addWindow, all, find, isOver, isUploading, mergeSegments, ofJob, onEnd, remove, session } from './transcripts.js';

const POLL_MS = 2000;
/** Windows of other jobs are among the early ones. When one was dropped, the next one reveals the gap. */
const MAX_EARLY = 500;
/** Of jobs that this page did not start, transcripts at most: of active ones, and of those that have ended since the page was opened. */
const MAX_ADOPTED = 20;
const MAX_ADOPTED_ENDED = 5;
/** After a request that failed, before it is sent again. */
const RETRY_MS = 5000;

/** Windows that may come before the answer to the upload, which has the id of their job. */
let early = [];

/** The upload is complete, and this is its job. */
export function onUploaded(transcript, job) {
  transcript.phase = 'sent';
  transcript.job = mergeJob(job, state.jobs.get(job.id) ?? job);
  early.filter(window => window.id === job.id).forEach(window => onWindowOf(transcript, window));
  onJob(transcript.job);
}

export function onUploadsDone() {
  early = [];
}

/** Shows active jobs that this page did not start, or did before it was reloaded: the oldest first, as they are worked on. */
export function adopt() {
  if (isUploading()) {
    // One of them may be about to turn out as ours.
    return;
  }
  const adopted = session.transcripts.filter(each => each.adopted);
  const ended = adopted.filter(isOver);
  if (ended.length > MAX_ADOPTED_ENDED) {
    const oldest = new Set(ended.slice(0, ended.length - MAX_ADOPTED_ENDED));
    session.transcripts = session.transcripts.filter(each => !oldest.has(each));
  }
  const known = new Set(session.transcripts.map(each => each.job?.id));
  const more = [...state.jobs.values()].filter(job => isTranscription(job) && !job.parent && !isEnded(job) && !known.has(job.id))
    .sort((one, other) => Date.parse(one.created) - Date.parse(other.created)).slice(0, Math.max(0, MAX_ADOPTED - (adopted.length - ended.length)))
    .map(job => (session.opened?.job?.id === job.id ? session.opened : ofJob(job)));
  if (more.length) {
    session.transcripts = [...session.transcripts, ...more];
    more.filter(each => each.job.state === 'running').forEach(refresh);
    changed();
  }
}

/** Shows the transcript of a job in a view of its own. */
export function open(id) {
  session.opened = find(id) ?? ofJob(state.jobs.get(id) ?? { id });
  refresh(session.opened);
}

function onWindow(window) {
  const transcript = find(window.id);
  if (transcript) {
    onWindowOf(transcript, window);
  } else if (isUploading()) {
    early = [...early, window].slice(-MAX_EARLY);
  }
}

function onWindowOf(transcript, window) {
  if (transcript.text === null && addWindow(transcript, window)) {
    refresh(transcript);
  }
}

function onLogLine({ id, at, message }) {
  const transcript = find(id);
  if (transcript && !transcript.job.log?.some(line => line.at === at && line.message === message)) {
    transcript.job = { ...transcript.job, log: [...transcript.job.log ?? [], { at, message }] };
    changed();
  }
}

export function onJob(job) {
  const transcript = find(job.id);
  if (!transcript) {
    adopt();
    return;
  }
  if (transcript.text !== null) {
    if (transcript.job.state !== 'cancelled' || isEnded(job)) {
      return;
    }
    // The cancelled job was resumed.
    transcript.text = null;
  }
  transcript.job = mergeJob(transcript.job, job);
  if (isEnded(job)) {
    refresh(transcript);
  } else if (job.waiting_for && !state.jobs.has(job.waiting_for)) {
    refreshDownload(job.waiting_for);
  }
}

function onJobDeleted(id) {
  session.transcripts.filter(each => each.job?.id === id).forEach(remove);
  if (session.opened?.job?.id === id) {
    session.opened = { ...session.opened, phase: 'failed', segments: [], error: { status: 404, message: 'This transcript was deleted.' } };
  }
}

/** Requests the job, and takes its text from there. */
async function refresh(transcript) {
  const { id } = transcript.job;
  // A retry gives the transcript another job meanwhile.
  const isCurrent = () => transcript.job?.id === id;
  let job;
  try {
    job = await get(`/api/jobs/${id}`);
  } catch (error) {
    if (isCurrent() && transcript.text === null) {
      onRefreshFailed(transcript, error);
    }
    return;
  }
  if (!isCurrent()) {
    return;
  }
  transcript.name ??= job.name;
  if (isEnded(job)) {
    const known = transcript.text !== null;
    Object.assign(transcript, { job, segments: mergeSegments([], job.segments ?? []), text: job.text ?? '', error: job.error ?? null });
    if (!known) {
      onEnd(transcript);
    }
  } else if (transcript.text === null) {
    transcript.segments = mergeSegments(transcript.segments, job.segments ?? []);
    onJob(job);
  }
  changed();
}

function onRefreshFailed(transcript, error) {
  const { id } = transcript.job;
  if (error.status === 404) {
    Object.assign(transcript, { phase: 'failed', error });
    onEnd(transcript);
  } else if (isEnded(transcript.job) || transcript === session.opened) {
    // No further event would bring the text.
    clearTimeout(transcript.retryTimer);
    transcript.retryTimer = setTimeout(() => all().includes(transcript) && transcript.job?.id === id && transcript.text === null
      && refresh(transcript), RETRY_MS);
  }
}

async function refreshDownload(id) {
  const job = await get(`/api/jobs/${id}`).catch(() => null);
  if (job) {
    state.jobs.set(id, job);
    changed();
  }
}

/** Requests the jobs that are not known to have ended, as far as the user reads them. */
async function refreshAll() {
  const active = all().filter(each => each.phase === 'sent' && each.text === null && (each === session.opened || !each.quiet || each.segments.length));
  await Promise.all(active.flatMap(each => [refresh(each), each.job.waiting_for ? refreshDownload(each.job.waiting_for) : null]));
}

/** Some proxies let no WebSocket through; the text then comes by polling. */
export const pollWithoutBus = () => setInterval(() => state.connection !== 'open' && !state.locked && refreshAll(), POLL_MS);

/** What it does with events. */
export const following = { onJob, onJobDeleted, onWindow, onLogLine, onLoading: refreshAll, onLoaded: adopt };
