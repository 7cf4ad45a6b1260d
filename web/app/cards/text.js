// The text of a job: asked for when it is opened, and again when there is more of it.
import { html, nothing } from '../html.js';
import { get } from '../api.js';
import { writtenIn } from '../languages.js';
import { isEnded } from '../live.js';
import { copy, downloads } from '../parts/take.js';
import { changed } from '../store.js';

/**
 * Jobs whose text is open: {at, asked, answered, job, error}. `at` is how far the job was when it was last asked for; of the questions, counted by
 * `asked`, `answered` is the newest whose answer is shown; `job` is that answer, absent until there is one.
 */
const open = new Map();

/** The end of a job can change its text, too. */
const standing = job => `${job.state} ${job.position}`;

async function ask(job, view) {
  view.at = standing(job);
  const number = ++view.asked;
  let answer;
  try {
    answer = { job: await get(`/api/jobs/${job.id}`), error: null };
  } catch (error) {
    answer = { error: error.message };
  }
  // Answers can overtake each other.
  if (number > view.answered) {
    Object.assign(view, answer, { answered: number });
    changed();
  }
}

const nothingYet = job => (job.state === 'completed' ? 'Nothing was said in it.' : isEnded(job) ? 'It ended before there was any text.' : 'No words yet.');

function words(job, view) {
  if (view.at !== standing(job)) {
    ask(job, view);
  }
  const error = view.error ? html`<p class="error small" role="alert">${view.error}</p>` : nothing;
  if (!view.job) {
    return view.error ? error : html`<p class="soft small">…</p>`;
  }
  const text = (view.job.text ?? '').trim();
  if (!text) {
    return html`${error}<p class="soft small">${nothingYet(view.job)}</p>`;
  }
  // Files of a folder are named with the folders that they lie in.
  const name = job.name.split(/[\\/]/).at(-1);
  return html`${error}<div class="words" tabindex="0" role="region" aria-label="Text of ${job.name}" data-text=${job.id}><p lang=${writtenIn(view.job) ?? nothing} dir="auto">${text}</p></div>
    <div class="row"><button class="plain small" data-focus="${job.id} copy" aria-label="Copy text of ${job.name}"
      @click=${() => copy(text, document.querySelector(`[data-text="${job.id}"]`))}>Copy text</button>
      ${isEnded(view.job) ? downloads({ job: view.job, segments: view.job.segments ?? [], text }, name) : nothing}</div>`;
}

export function text(job) {
  const view = open.get(job.id);
  const toggled = event => {
    if (event.target.open !== open.has(job.id)) {
      event.target.open ? open.set(job.id, { asked: 0, answered: 0 }) : open.delete(job.id);
      changed();
    }
  };
  return html`<details ?open=${Boolean(view)} @toggle=${toggled}><summary data-focus="${job.id} text">Text <span class="hidden">of ${job.name}</span></summary>
    ${view ? words(job, view) : nothing}</details>`;
}
