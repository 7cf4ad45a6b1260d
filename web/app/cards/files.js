// The files of a folder job: asked for when they are looked at, then kept by what the bus tells.
import { html, nothing, repeat } from '../html.js';
import { attempt, get } from '../api.js';
import { changed, state } from '../store.js';
import { filesOf } from './family.js';
import { jobCard } from './job-card.js';

const PAGE = 50;
/** Folders that are open: how many of their files are shown, and in which state of the folder they were asked for. */
const open = new Map();

async function ask(folder, view) {
  view.asked = folder.state;
  const answer = await attempt(() => get(`/api/jobs?parent=${folder.id}&limit=1000`));
  answer?.jobs.forEach(job => state.jobs.set(job.id, { ...state.jobs.get(job.id), ...job }));
  changed();
}

function shown(folder, view) {
  if (view.asked !== folder.state) {
    ask(folder, view);
  }
  const all = filesOf(folder);
  const more = () => {
    view.count += PAGE;
    changed();
  };
  return html`<ul class="jobs inside" aria-label="Files of ${folder.name}">${repeat(all.slice(0, view.count), job => job.id, job => jobCard(job, 'inner'))}</ul>
    ${all.length > view.count ? html`<button class="plain small" data-focus="${folder.id} more" @click=${more}>Show more files (${all.length - view.count})</button>` : nothing}`;
}

export function files(folder) {
  const view = open.get(folder.id);
  const toggled = event => {
    if (event.target.open !== open.has(folder.id)) {
      event.target.open ? open.set(folder.id, { count: PAGE }) : open.delete(folder.id);
      changed();
    }
  };
  return html`<details ?open=${Boolean(view)} @toggle=${toggled}><summary data-focus="${folder.id} files">Files <span class="hidden">of ${folder.name}</span></summary>
    ${view ? shown(folder, view) : nothing}</details>`;
}
