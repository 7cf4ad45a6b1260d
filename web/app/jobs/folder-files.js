// The files of a folder job: loaded when they are opened, then kept up to date by events.
import { html, nothing, repeat } from '../shared/html.js';
import { attempt, get } from '../shared/api.js';
import { changed, state } from '../shared/store.js';
import { filesOf } from './related-jobs.js';

const PAGE = 50;
/** By folder whose files are shown: {count: how many of them, loadedIn: the folder's state when they were loaded}. */
const opened = new Map();

async function load(folder, view) {
  view.loadedIn = folder.state;
  const answer = await attempt(() => get(`/api/jobs?parent=${folder.id}&limit=1000`));
  answer?.jobs.forEach(job => state.jobs.set(job.id, { ...state.jobs.get(job.id), ...job }));
  changed();
}

function list(folder, view, renderJob) {
  if (view.loadedIn !== folder.state) {
    load(folder, view);
  }
  const all = filesOf(folder);
  const showMore = () => {
    view.count += PAGE;
    changed();
  };
  return html`<ul class="jobs inside" aria-label="Files of ${folder.name}">${repeat(all.slice(0, view.count), job => job.id, renderJob)}</ul>
    ${all.length > view.count ? html`<button class="plain small" data-focus="${folder.id} more" @click=${showMore}>Show more files (${all.length - view.count})</button>` : nothing}`;
}

/** @param {(job: object) => unknown} renderJob draws a file */
export function folderFiles(folder, renderJob) {
  const view = opened.get(folder.id);
  const onToggle = event => {
    if (event.target.open !== opened.has(folder.id)) {
      event.target.open ? opened.set(folder.id, { count: PAGE }) : opened.delete(folder.id);
      changed();
    }
  };
  return html`<details ?open=${Boolean(view)} @toggle=${onToggle}><summary data-focus="${folder.id} files">Files <span class="hidden">of ${folder.name}</span></summary>
    ${view ? list(folder, view, renderJob) : nothing}</details>`;
}
