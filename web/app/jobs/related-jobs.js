// Which jobs belong together: files and their folder, a download and the first of the jobs that wait for it.
import { isEnded } from '../shared/job-state.js';
import { state } from '../shared/store.js';

const RANK = { running: 0, waiting: 1, queued: 2, paused: 3, failed: 4, cancelled: 5, completed: 6 };

const all = () => [...state.jobs.values()];
const byAge = (one, other) => Date.parse(one.created) - Date.parse(other.created);

/** The files of a folder: active ones first, then those that failed. */
export const filesOf = folder => all().filter(job => job.parent === folder.id && job.kind !== 'download')
  .sort((one, other) => RANK[one.state] - RANK[other.state] || byAge(one, other));

/** How many jobs wait for a download: as many as the page knows, which is up to date, or else as the service reported. */
export const waiterCount = job => all().filter(each => each.waiting_for === job.id && !isEnded(each)).length || (job.waiters ?? 0);

/** By active download: the first of the top-level jobs that wait for it, or whose files do. */
function placeDownloads() {
  const places = new Map();
  const downloads = new Set(all().filter(job => job.kind === 'download' && !isEnded(job)).map(job => job.id));
  const topLevel = id => (state.jobs.get(id)?.parent && state.jobs.get(id).kind !== 'download' ? state.jobs.get(id).parent : id);
  for (const job of all().filter(each => downloads.has(each.waiting_for) && !isEnded(each)).sort(byAge)) {
    if (!places.has(job.waiting_for)) {
      places.set(job.waiting_for, topLevel(job.id));
    }
  }
  return places;
}

let places = new Map();

/** The downloads that are shown inside a job, as of the last call of `activeJobs`. Each is shown once. */
export const downloadsOf = job => [...places].filter(([, place]) => place === job.id).map(([id]) => state.jobs.get(id));

/** The top-level jobs that have not ended, as {running, waiting}; downloads that no job waits for are among them. */
export function activeJobs() {
  places = placeDownloads();
  const shown = all().filter(job => !isEnded(job) && !places.has(job.id) && (!job.parent || job.kind === 'download'));
  return {
    running: shown.filter(job => job.state === 'running').sort(byAge),
    waiting: shown.filter(job => job.state !== 'running').sort(byAge)
  };
}

/** The download of a model: the active one, or else the last one unless it completed. */
export function downloadOf(model) {
  const [last] = all().filter(job => job.kind === 'download' && job.model === model)
    .sort((one, other) => isEnded(one) - isEnded(other) || byAge(other, one));
  return last?.state === 'completed' ? undefined : last;
}
