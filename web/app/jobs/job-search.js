// The jobs that have ended, as the user filters them: page by page, and those that end meanwhile.
import { attempt, get } from '../shared/api.js';
import { isEnded } from '../shared/job-state.js';
import { changed, state } from '../shared/store.js';

const PAGE = 50;
/** Without a key press, before what was typed is searched for. */
const DEBOUNCE_MS = 250;
const ENDED = 'completed,failed,cancelled';

export const filter = { q: '', state: '', kind: '' };

/** By id: what was loaded of the list, whatever the rest of the page drops. */
let loaded = new Map();
/** The ids of jobs that were seen before they ended. */
const seenActive = new Set();
let cursor;
let started = false;
let loading = null;
let timer;

export const isLoading = () => loading !== null;

/** Whether there is another page. */
export const hasMore = () => Boolean(cursor);

const query = from => new URLSearchParams(Object.entries({ limit: PAGE, state: filter.state || ENDED, kind: filter.kind, q: filter.q.trim(), cursor: from ?? '' })
  .filter(([, value]) => value !== ''));

async function load(from) {
  const mine = loading = {};
  const answer = await attempt(() => get(`/api/jobs?${query(from)}`));
  // Where the filter was changed meanwhile, only the later answer counts.
  if (mine === loading) {
    loading = null;
    if (answer) {
      loaded = new Map([...(from ? loaded : []), ...answer.jobs.map(job => [job.id, job])]);
      cursor = answer.next;
    }
    // Loaded again when there is a key.
    started = !state.locked;
    changed();
  }
}

export const loadMore = () => loading ?? load(cursor);

/** @param {object} changes of `filter` */
export function setFilter(changes) {
  Object.assign(filter, changes);
  changed();
  clearTimeout(timer);
  timer = setTimeout(() => load(), 'q' in changes ? DEBOUNCE_MS : 0);
}

const matches = job => isEnded(job) && !job.parent && (!filter.state || job.state === filter.state) && (!filter.kind || job.kind === filter.kind)
  && (job.name ?? job.model ?? '').toLowerCase().includes(filter.q.trim().toLowerCase());

/** The newest first. */
export function searchResults() {
  if (!started && state.connection !== 'connecting' && !state.locked) {
    started = true;
    load();
  }
  const newest = Math.max(0, ...[...loaded.values()].slice(0, 1).map(job => Date.parse(job.created)));
  for (const job of state.jobs.values()) {
    if (!isEnded(job)) {
      seenActive.add(job.id);
    } else if (seenActive.has(job.id) || Date.parse(job.created) > newest || loaded.has(job.id)) {
      loaded.set(job.id, job);
    }
  }
  return [...loaded.values()].filter(matches).sort((one, other) => Date.parse(other.created) - Date.parse(one.created));
}

/** What it does with events. */
export const jobSearch = { onJobDeleted: id => loaded.delete(id) };
