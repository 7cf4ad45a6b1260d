// The buttons of a transcript.
import { html, nothing } from '../shared/html.js';
import { confirmDelete } from '../jobs/job-actions.js';
import { resumeJob } from '../jobs/job-commands.js';
import { awaitedDownload } from '../jobs/job-labels.js';
import { copy, downloadButtons } from './export.js';
import { allowedActions, isOver, remove, stateOf } from './transcripts.js';
import { installedAlternative, uploadFields } from './upload-options.js';
import { cancel, retry } from './uploads.js';

/** Errors that another model may avoid. */
const MODEL_ERRORS = ['download-failed', 'model-not-found'];

const cardOf = transcript => document.getElementById(transcript.id);

/** Moves the focus to the next card, where the card is removed with the button that was pressed. @param {() => boolean | Promise<boolean>} removal whether it was removed */
async function removeCard(transcript, removal) {
  const card = cardOf(transcript);
  const next = [card?.nextElementSibling, card?.previousElementSibling].find(each => each?.matches('.transcript')) ?? document.getElementById('choose');
  const removed = await removal();
  if (removed) {
    next?.focus();
  }
  return removed;
}

async function onDelete(transcript, alone) {
  const { job, name } = transcript;
  if (await removeCard(transcript, () => confirmDelete({ ...job, name })) && alone) {
    location.hash = 'jobs';
  }
}

/** The button may disappear; the focus moves to its card. */
function run(transcript, command) {
  cardOf(transcript).focus();
  command();
}

function button(transcript, label, onClick, look = 'plain') {
  return html`<button class="${look} small" aria-label="${label} ${transcript.name}" @click=${onClick}>${label}</button>`;
}

/** Where the model could not be downloaded: an installed one. */
function otherModelButton(transcript) {
  const other = transcript.file && installedAlternative(transcript.job?.model);
  const helps = stateOf(transcript) === 'failed' && MODEL_ERRORS.includes((transcript.error ?? transcript.job?.error)?.code);
  return other && helps ? html`<button class="small" aria-label="Use ${other} for ${transcript.name}"
    @click=${() => run(transcript, () => retry(transcript, { ...uploadFields(), model: other }))}>Use ${other}, which is here</button>` : nothing;
}

/** Where it waits for a download that is paused. */
function resumeDownloadButton(transcript) {
  const download = stateOf(transcript) === 'waiting' ? awaitedDownload(transcript.job) : null;
  return download?.state === 'paused' ? html`<button class="small" aria-label="Resume the download of ${download.model} for ${transcript.name}"
    @click=${() => run(transcript, () => resumeJob({ id: download.job }))}>Resume the download</button>` : nothing;
}

/** @param {boolean} alone whether it has a view of its own, which is left when it is deleted */
export function transcriptActions(transcript, alone = false) {
  const { job, name, segments } = transcript;
  const allowed = new Set(allowedActions(transcript));
  // The text before a failure may be useful, too.
  return html`<div class="row actions">
    ${isOver(transcript) && segments.length && job ? html`<button class="small" aria-label="Copy the text of ${name}"
      @click=${() => copy(job, document.querySelector(`#${transcript.id} .lines`))}>Copy</button>${downloadButtons(job, name)}` : nothing}
    ${resumeDownloadButton(transcript)}
    ${otherModelButton(transcript)}
    ${allowed.has('resume') ? button(transcript, 'Resume', () => run(transcript, () => resumeJob(job)), '') : nothing}
    ${allowed.has('retry') ? button(transcript, 'Retry', () => run(transcript, () => retry(transcript, uploadFields())), allowed.has('resume') ? 'plain' : '') : nothing}
    ${allowed.has('cancel') ? button(transcript, 'Cancel', () => run(transcript, () => cancel(transcript)))
      : allowed.has('delete') ? button(transcript, 'Delete', () => onDelete(transcript, alone), 'danger')
      : alone ? nothing : button(transcript, 'Dismiss', () => removeCard(transcript, () => { remove(transcript); return true; }))}
  </div>`;
}
