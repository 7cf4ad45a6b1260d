// Which job belongs where: files inside their folder, a download inside the first of the jobs that wait for it.
import { isEnded } from '../live.js';
import { state } from '../store.js';

const RANK = { running: 0, waiting: 1, queued: 2, paused: 3, failed: 4, cancelled: 5, completed: 6 };

const all = () => [...state.jobs.values()];
const age = (one, other) => Date.parse(one.created) - Date.parse(other.created);

/** The files of a folder: what goes on first, then what failed. */
export const filesOf = folder => all().filter(job => job.parent === folder.id && job.kind !== 'download')
  .sort((one, other) => RANK[one.state] - RANK[other.state] || age(one, other));

/** By download that goes on: the first of the jobs at the top that wait for it, or whose files do. */
function places() {
  const found = new Map();
  const downloads = new Set(all().filter(job => job.kind === 'download' && !isEnded(job)).map(job => job.id));
  const tops = id => (state.jobs.get(id)?.parent && state.jobs.get(id).kind !== 'download' ? state.jobs.get(id).parent : id);
  for (const job of all().filter(each => downloads.has(each.waiting_for) && !isEnded(each)).sort(age)) {
    if (!found.has(job.waiting_for)) {
      found.set(job.waiting_for, tops(job.id));
    }
  }
  return found;
}

let placed = new Map();

/** The downloads that are shown inside a job. Each is drawn once. */
export const downloadsOf = job => [...placed].filter(([, place]) => place === job.id).map(([id]) => state.jobs.get(id));

/** What has not ended and stands by itself, as {running, waiting}: a download that nobody waits for does, too. */
export function groups() {
  placed = places();
  const shown = all().filter(job => !isEnded(job) && !placed.has(job.id) && (!job.parent || job.kind === 'download'));
  return {
    running: shown.filter(job => job.state === 'running').sort(age),
    waiting: shown.filter(job => job.state !== 'running').sort(age)
  };
}

/** The download of a model: the one that goes on, else the last one if it came to nothing. */
export function downloadOf(model) {
  const [last] = all().filter(job => job.kind === 'download' && job.model === model)
    .sort((one, other) => isEnded(one) - isEnded(other) || age(other, one));
  return last?.state === 'completed' ? undefined : last;
}

/** When a model's last work ended, or undefined where nothing is known of any. */
export function lastUse(model) {
  const ends = all().filter(job => job.model === model && job.kind !== 'download' && job.ended).map(job => job.ended);
  return ends.sort((one, other) => Date.parse(one) - Date.parse(other)).at(-1);
}
