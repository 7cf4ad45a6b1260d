// The buttons of a job. Pause, Resume and Cancel can be undone; what cannot be is confirmed first.
import { html, nothing, repeat } from '../shared/html.js';
import { confirm } from '../shared/confirm.js';
import { shortName } from '../shared/format.js';
import { allowedActions } from '../shared/job-state.js';
import { changed } from '../shared/store.js';
import { cancelJob, deleteJob, pauseJob, resumeJob, retryJob } from './job-commands.js';
import { nameWithKind, title } from './job-labels.js';
import { waiterCount } from './related-jobs.js';

/** The buttons whose command is being sent, each as 'job-id slot': a second press must not send it again. */
const busy = new Set();

export const isBusy = job => [...busy].some(id => id.startsWith(`${job.id} `));

async function run(id, command) {
  if (busy.has(id)) {
    return;
  }
  busy.add(id);
  changed();
  await command();
  busy.delete(id);
  changed();
}

async function confirmCancel(job) {
  const count = job.kind === 'download' ? waiterCount(job) : 0;
  if (!count || await confirm({ title: `Cancel the ${nameWithKind(job)}?`, no: 'Keep it', yes: 'Cancel the download',
    text: `${count === 1 ? 'One job waits' : `${count} jobs wait`} for it and will be paused. Resume ${count === 1 ? 'it' : 'them'} under Jobs to download the model after all.` })) {
    await cancelJob(job);
  }
}

/** Deletes an ended job with all that is kept of it, once that is confirmed. @returns {Promise<boolean>} whether it was deleted */
export async function confirmDelete(job) {
  const what = job.kind === 'folder' ? 'The texts of its files are removed from this list; the files in the folder stay.'
    : job.kind === 'download' ? 'It goes from this list; the model stays.' : 'Its text and its audio are removed from the service.';
  return await confirm({ title: `Delete ${shortName(title(job))}?`, no: 'Keep it', yes: 'Delete', text: `${what} This cannot be undone.` }) && deleteJob(job);
}

/** What pauses and what resumes is one button, so that it keeps the focus. */
const BUTTONS = {
  pause: { label: 'Pause', slot: 'halt', command: pauseJob },
  resume: { label: 'Resume', slot: 'halt', command: resumeJob },
  cancel: { label: 'Cancel', slot: 'Cancel', command: confirmCancel, look: 'danger' },
  retry: { label: 'Retry', slot: 'Retry', command: retryJob },
  delete: { label: 'Delete', slot: 'Delete', command: confirmDelete, look: 'danger' }
};

function button(job, { label, slot, command, look = 'plain' }) {
  const id = `${job.id} ${slot}`;
  return html`<button class="${look} small" data-focus=${id} aria-label="${label} ${nameWithKind(job)}" aria-disabled=${busy.has(id) ? 'true' : nothing}
    @click=${() => run(id, () => command(job))}>${label}</button>`;
}

/** @param {boolean} inner whether it is shown inside another job, with which it is deleted */
export const jobActions = (job, inner = false) => repeat(allowedActions(job).filter(action => !(inner && action === 'delete')),
  action => BUTTONS[action].slot, action => button(job, BUTTONS[action]));
