// What a user can have the service do with a job.
import { attempt, del, post } from './api.js';
import { forgotten, jobChanged } from './live.js';
import { tell } from './store.js';

/** @param job an answer; absent where there was none */
const follow = job => job && jobChanged(job);

/** Ends a job, and offers to take that back where it can be. */
export async function cancelJob(job) {
  const cancelled = await attempt(() => del(`/api/jobs/${job.id}`));
  follow(cancelled);
  if (cancelled?.state === 'cancelled' && cancelled.can_resume) {
    tell('done', `${cancelled.name ?? cancelled.model} is cancelled.`, { word: 'Undo', run: () => resumeJob(cancelled) });
  }
}

export async function resumeJob(job) {
  follow(await attempt(() => post(`/api/jobs/${job.id}/resume`)));
}

export async function pauseJob(job) {
  follow(await attempt(() => post(`/api/jobs/${job.id}/pause`)));
}

/** Does a job again that failed or was cancelled, as a new one. */
export async function retryJob(job) {
  const again = await attempt(() => post(`/api/jobs/${job.id}/retry`));
  follow(again);
  return again;
}

/** Deletes an ended job with all that is kept of it. @returns {Promise<boolean>} whether it is gone */
export async function forget(job) {
  const gone = await attempt(() => del(`/api/jobs/${job.id}?forget=true`).then(() => true), `${job.name ?? job.model ?? 'It'} is deleted.`);
  if (gone) {
    forgotten(job.id);
  }
  return Boolean(gone);
}
