// Which job belongs where: files inside their folder, a download inside the jobs that wait for it.
import { isEnded } from '../live.js';
import { state } from '../store.js';

const RANK = { running: 0, waiting: 1, queued: 2, paused: 3, failed: 4, cancelled: 5, completed: 6 };

const all = () => [...state.jobs.values()];
const age = (one, other) => Date.parse(one.created) - Date.parse(other.created);

/** The files of a folder: what goes on first, then what failed. */
export const filesOf = folder => all().filter(job => job.parent === folder.id && job.kind !== 'download')
  .sort((one, other) => RANK[one.state] - RANK[other.state] || age(one, other));

/** The downloads that a job cannot go on without; a folder shows those of its files. */
export function downloadsOf(job) {
  const waiting = [job, ...(job.kind === 'folder' ? filesOf(job) : [])].filter(each => !isEnded(each));
  return all().filter(each => each.kind === 'download' && !isEnded(each)
    && waiting.some(waiter => waiter.waiting_for === each.id || waiter.id === each.parent));
}

/** What stands by itself, as {running, waiting, done}: a download that nobody waits for any more does, too. */
export function groups() {
  const tops = all().filter(job => !job.parent);
  const inside = new Set(tops.filter(job => !isEnded(job)).flatMap(downloadsOf).map(job => job.id));
  const shown = all().filter(job => !inside.has(job.id) && (!job.parent || (job.kind === 'download' && !isEnded(job))));
  return {
    running: shown.filter(job => job.state === 'running').sort(age),
    waiting: shown.filter(job => !isEnded(job) && job.state !== 'running').sort(age),
    done: shown.filter(isEnded).sort((one, other) => Date.parse(other.ended) - Date.parse(one.ended))
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
