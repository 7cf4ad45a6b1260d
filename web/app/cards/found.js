// The jobs that have ended, as they were looked for: a page after the other until the end, and what ends meanwhile.
import { attempt, get } from '../api.js';
import { isEnded } from '../live.js';
import { changed, state } from '../store.js';

const PAGE = 50;
/** Milliseconds without a key before what was typed is looked for. */
const SETTLE = 250;
const ENDED = 'completed,failed,cancelled';

export const wanted = { q: '', state: '', kind: '' };

/** By id; what has been read of the list, whatever the rest of the page forgets. */
let read = new Map();
/** The jobs that were seen before they ended. */
const watched = new Set();
let next;
let began = false;
let asking = null;
let due;

export const isAsking = () => asking !== null;

/** Whether there is more of it. */
export const hasMore = () => Boolean(next);

const query = cursor => new URLSearchParams(Object.entries({ limit: PAGE, state: wanted.state || ENDED, kind: wanted.kind, q: wanted.q.trim(), cursor: cursor ?? '' })
  .filter(([, value]) => value !== ''));

async function ask(cursor) {
  const mine = asking = {};
  const answer = await attempt(() => get(`/api/jobs?${query(cursor)}`));
  // Who has looked for something else meanwhile gets that.
  if (mine === asking) {
    asking = null;
    if (answer) {
      read = new Map([...(cursor ? read : []), ...answer.jobs.map(job => [job.id, job])]);
      next = answer.next;
    }
    // Asked again when there is a key.
    began = !state.locked;
    changed();
  }
}

export const more = () => asking ?? ask(next);

/** @param {object} changes of `wanted` */
export function look(changes) {
  Object.assign(wanted, changes);
  changed();
  clearTimeout(due);
  due = setTimeout(() => ask(), 'q' in changes ? SETTLE : 0);
}

const fits = job => isEnded(job) && !job.parent && (!wanted.state || job.state === wanted.state) && (!wanted.kind || job.kind === wanted.kind)
  && (job.name ?? job.model ?? '').toLowerCase().includes(wanted.q.trim().toLowerCase());

/** The newest first. */
export function found() {
  if (!began && state.connection !== 'connecting' && !state.locked) {
    began = true;
    ask();
  }
  const newest = Math.max(0, ...[...read.values()].slice(0, 1).map(job => Date.parse(job.created)));
  for (const job of state.jobs.values()) {
    if (!isEnded(job)) {
      watched.add(job.id);
    } else if (watched.has(job.id) || Date.parse(job.created) > newest || read.has(job.id)) {
      read.set(job.id, job);
    }
  }
  return [...read.values()].filter(fits).sort((one, other) => Date.parse(other.created) - Date.parse(one.created));
}

/** A job is deleted. */
export const drop = id => read.delete(id);
