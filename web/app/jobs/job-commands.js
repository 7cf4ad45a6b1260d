// The commands of a user to a job.
import { attempt, del, post } from '../shared/api.js';
import { showToast } from '../shared/store.js';
import { applyJob, removeJob } from '../shared/sync.js';

/** @param job an answer; absent where the request failed */
const apply = job => job && applyJob(job);

/** Ends a job, and offers to undo that where it can be undone. */
export async function cancelJob(job) {
  const cancelled = await attempt(() => del(`/api/jobs/${job.id}`));
  apply(cancelled);
  if (cancelled?.state === 'cancelled' && cancelled.can_resume) {
    showToast('done', `${cancelled.name ?? cancelled.model} is cancelled.`, { label: 'Undo', run: () => resumeJob(cancelled) });
  }
}

export async function resumeJob(job) {
  apply(await attempt(() => post(`/api/jobs/${job.id}/resume`)));
}

export async function pauseJob(job) {
  apply(await attempt(() => post(`/api/jobs/${job.id}/pause`)));
}

/** Starts a job that failed or was cancelled again. @returns the new one, or undefined */
export async function retryJob(job) {
  const retried = await attempt(() => post(`/api/jobs/${job.id}/retry`));
  apply(retried);
  return retried;
}

/** Deletes an ended job with all that is kept of it. @returns {Promise<boolean>} whether it was deleted */
export async function deleteJob(job) {
  const deleted = await attempt(() => del(`/api/jobs/${job.id}?forget=true`).then(() => true), `${job.name ?? job.model ?? 'It'} is deleted.`);
  if (deleted) {
    removeJob(job.id);
  }
  return Boolean(deleted);
}
