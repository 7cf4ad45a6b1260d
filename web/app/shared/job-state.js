// What follows from a job alone.

const ENDED = new Set(['completed', 'failed', 'cancelled']);

export const isEnded = job => ENDED.has(job.state);

/** Whether its result is a transcript, as that of a folder or a download is not. */
export const isTranscription = job => job.kind === 'transcribe' || job.kind === 'translate';

/** What a user may do with a job, in the order of the buttons: of 'pause', 'resume', 'retry', 'cancel' and 'delete'. */
export function allowedActions(job) {
  if (!isEnded(job)) {
    return [job.state === 'paused' ? 'resume' : 'pause', 'cancel'];
  }
  if (job.state === 'completed') {
    return ['delete'];
  }
  // What a job needs may be gone; the service reports that.
  return [job.can_resume ? 'resume' : job.can_retry && 'retry', 'delete'].filter(Boolean);
}

/**
 * A job as the service reports it now. What it reports no more is gone, such as the error of a job that was resumed; text, segments and log
 * are in some reports only, so the last ones stay.
 */
export const mergeJob = (known, job) => ({
  ...job, text: job.text ?? known?.text, segments: job.segments ?? known?.segments, log: job.log ?? known?.log, transfer: job.transfer ?? known?.transfer,
  duration: job.duration ?? known?.duration
});
