// What can be done with a job. Pausing, resuming and cancelling can be taken back; what cannot is asked for first.
import { html, nothing } from '../html.js';
import { cancelJob, forget, pauseJob, resumeJob, retryJob } from '../commands.js';
import { isEnded } from '../live.js';
import { ask } from '../parts/ask.js';
import { short } from '../parts/name.js';
import { changed, state } from '../store.js';
import { named, title } from './words.js';

/** The buttons whose work is under way: a second press must not ask for it twice. */
const busy = new Set();

export const isBusy = job => [...busy].some(id => id.startsWith(`${job.id} `));

async function act(id, work) {
  if (busy.has(id)) {
    return;
  }
  busy.add(id);
  changed();
  await work();
  busy.delete(id);
  changed();
}

function button(job, word, work, look = 'plain', slot = word) {
  const id = `${job.id} ${slot}`;
  return html`<button class="${look} small" data-focus=${id} aria-label="${word} ${named(job)}" aria-disabled=${busy.has(id) ? 'true' : nothing}
    @click=${() => act(id, work)}>${word}</button>`;
}

/** How many jobs wait for a download: those that the page follows, which are up to date, else as many as the service told of. */
export const waiters = job => [...state.jobs.values()].filter(each => each.waiting_for === job.id && !isEnded(each)).length || (job.waiters ?? 0);

async function cancel(job) {
  const count = job.kind === 'download' ? waiters(job) : 0;
  if (!count || await ask({ title: `Cancel the ${named(job)}?`, no: 'Keep it', yes: 'Cancel the download',
    text: `${count === 1 ? 'One job waits' : `${count} jobs wait`} for it and will be paused. Resume ${count === 1 ? 'it' : 'them'} under Jobs to download the model after all.` })) {
    await cancelJob(job);
  }
}

/** Asks, and deletes an ended job with all that is kept of it. @returns {Promise<boolean>} whether it is gone */
export async function askToForget(job) {
  const what = job.kind === 'folder' ? 'The texts of its files are removed from this list; the files in the folder stay.'
    : job.kind === 'download' ? 'It goes from this list; the model stays.' : 'Its text and its audio are removed from the service.';
  return await ask({ title: `Delete ${short(title(job))}?`, no: 'Keep it', yes: 'Delete', text: `${what} This cannot be undone.` }) && forget(job);
}

/** Pause, resume, cancel, retry or delete, as its state allows. @param {boolean} inner what is a part of another job is deleted with it */
export function actions(job, inner = false) {
  const resume = () => button(job, 'Resume', () => resumeJob(job), 'plain', 'halt');
  if (isEnded(job)) {
    const again = job.state === 'completed' ? nothing : job.can_resume ? resume() : job.can_retry ? button(job, 'Retry', () => retryJob(job)) : nothing;
    return html`${again}${inner ? nothing : button(job, 'Delete', () => askToForget(job), 'danger')}`;
  }
  // Pausing and resuming is one button, which keeps the focus.
  return html`${job.state === 'paused' ? resume() : button(job, 'Pause', () => pauseJob(job), 'plain', 'halt')}
    ${button(job, 'Cancel', () => cancel(job), 'danger')}`;
}
