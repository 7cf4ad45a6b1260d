// The text of a job: asked for when it is opened, and again when there is more of it.
import { html, nothing } from '../html.js';
import { attempt, get } from '../api.js';
import { changed, tell } from '../store.js';

/** Jobs whose text is open, with what was told of it and how far the job was then. */
const open = new Map();

async function ask(job, view) {
  view.position = job.position;
  const whole = await attempt(() => get(`/api/jobs/${job.id}`));
  view.text = whole?.text ?? view.text ?? '';
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
    return html`<p class="soft small">…</p>`;
  }
  return view.text.trim() ? html`<p class="words" tabindex="0" role="region" aria-label="Text of ${job.name}">${view.text.trim()}</p>
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
