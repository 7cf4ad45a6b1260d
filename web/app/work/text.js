// The text of a job: asked for when it is opened, and again when there is more of it.
import { html, nothing } from '../html.js';
import { get } from '../api.js';
import { languageOf } from '../languages.js';
import { changed, tell } from '../store.js';

/** Jobs whose text is open, with what was told of it and how far the job was then. */
const open = new Map();

async function ask(job, view) {
  view.position = job.position;
  try {
    const whole = await get(`/api/jobs/${job.id}`);
    // Answers may overtake each other.
    if (whole.position === undefined || whole.position >= (view.heard ?? 0)) {
      Object.assign(view, { text: whole.text ?? '', heard: whole.position, error: null });
    }
  } catch (error) {
    view.error = error.message;
  }
  changed();
}

/** Without https the clipboard is only to be had from what is selected. */
async function copy(text, box) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(box);
    if (!document.execCommand('copy')) {
      tell('error', 'This browser does not let the page copy. The text is selected: copy it with the keyboard.');
      return;
    }
  }
  tell('done', 'The text is copied.');
}

function words(job, view) {
  if (view.position !== job.position) {
    ask(job, view);
  }
  if (view.text === undefined) {
    return view.error ? html`<p class="error small">The text could not be had: ${view.error} <button class="plain small" @click=${() => ask(job, view)}>Ask again</button></p>`
      : html`<p class="soft small">…</p>`;
  }
  return view.text.trim() ? html`<p class="words" tabindex="0" role="region" lang=${languageOf(job)} dir="auto" aria-label="Text of ${job.name}">${view.text.trim()}</p>
    <button class="plain small" data-focus="${job.id} copy" aria-label="Copy text of ${job.name}"
      @click=${event => copy(view.text.trim(), event.target.previousElementSibling)}>Copy text</button>` : html`<p class="soft small">Nothing was said in it.</p>`;
}

export function text(job) {
  const view = open.get(job.id);
  const toggled = event => {
    if (event.target.open !== open.has(job.id)) {
      event.target.open ? open.set(job.id, {}) : open.delete(job.id);
      changed();
    }
  };
  return html`<details ?open=${Boolean(view)} @toggle=${toggled}><summary data-focus="${job.id} text">Text <span class="hidden">of ${job.name}</span></summary>
    ${view ? words(job, view) : nothing}</details>`;
}
