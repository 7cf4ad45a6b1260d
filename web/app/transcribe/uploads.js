// Files on their way to the service, two at a time.
import { upload } from '../shared/api.js';
import { changed, state } from '../shared/store.js';
import { cancelJob, retryJob } from '../jobs/job-commands.js';
import { adopt, onJob, onUploaded, onUploadsDone } from './following.js';
import { initialState, isUploading, nextOrder, ofFile, onEnd, releaseRecording, session } from './transcripts.js';

/** A browser opens six connections to a host, and the page needs some for itself. */
const MAX_UPLOADS = 2;

/**
 * @param {Record<string, string>} fields of the upload beside the file
 * @returns {object} the transcript of the first one
 */
export function addFiles(files, fields) {
  const more = [...files].map(file => ofFile(file, fields));
  // The newest files first, those that came together in their order.
  session.transcripts = [...more, ...session.transcripts];
  uploadNext();
  changed();
  return more[0];
}

function uploadNext() {
  const pending = session.transcripts.filter(each => each.phase === 'pending').sort((one, other) => one.order - other.order);
  if (pending.length && !state.locked && session.transcripts.filter(each => each.phase === 'uploading').length < MAX_UPLOADS) {
    send(pending[0]);
    uploadNext();
  } else if (!isUploading()) {
    onUploadsDone();
  }
}

async function send(transcript) {
  const onProgress = share => {
    transcript.uploaded = share;
    changed();
  };
  transcript.phase = 'uploading';
  transcript.abort = new AbortController();
  try {
    const job = await upload(transcript.file, transcript.name, transcript.fields, onProgress, transcript.abort.signal);
    releaseRecording(transcript.file);
    onUploaded(transcript, job);
  } catch (error) {
    onUploadFailed(transcript, error);
  }
  uploadNext();
  adopt();
  changed();
}

function onUploadFailed(transcript, error) {
  if (error.status === 401) {
    // Sent again when there is a key.
    transcript.phase = 'pending';
    return;
  }
  Object.assign(transcript, { phase: error.code === 'cancelled' ? 'cancelled' : 'failed', error });
  onEnd(transcript);
}

/** Ends an upload, or the job that came of it. */
export async function cancel(transcript) {
  if (transcript.phase === 'uploading') {
    transcript.abort.abort();
  } else if (transcript.phase === 'pending') {
    transcript.phase = 'cancelled';
    onEnd(transcript);
  } else {
    await cancelJob(transcript.job);
  }
}

/**
 * Starts it again: where this page has the file, with the fields as they are now, because a wrong one may be why it failed; or else with
 * what the service has kept.
 */
export async function retry(transcript, fields) {
  if (transcript.file) {
    Object.assign(transcript, initialState(fields), { order: nextOrder() });
    uploadNext();
    changed();
    return;
  }
  const job = await retryJob(transcript.job);
  if (job) {
    Object.assign(transcript, initialState(null), { phase: 'sent', job, quiet: false });
    // An event may have come first, and the job been adopted.
    session.transcripts = session.transcripts.filter(each => each === transcript || each.job?.id !== job.id);
    onJob(job);
    if (session.opened === transcript) {
      location.hash = `transcript/${job.id}`;
    }
  }
}

/** What it does with events. */
export const uploads = { onLoaded: uploadNext };
