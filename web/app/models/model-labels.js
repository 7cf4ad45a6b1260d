// A model in words and figures.
import { ago, bytes, duration, megabytes, until } from '../shared/format.js';
import { state } from '../shared/store.js';

const STATES = {
  absent: ['', 'Not downloaded'], 'on-disk': ['', 'On disk'], loading: ['busy', 'Loading'], resident: ['good loaded', 'Loaded'],
  busy: ['busy loaded', 'Working'], unloading: ['warn', 'Unloading']
};
const DOWNLOADS = { paused: ['warn', 'Paused'], running: ['busy', 'Downloading'], queued: ['', 'Queued for download'], waiting: ['', 'Queued for download'] };

/** [class, text] of its badge. */
export const modelBadge = (model, download) => DOWNLOADS[download?.state] ?? STATES[model.state] ?? ['', model.state];

export const languagesLabel = model => (model.languages === 'en' ? 'English only' : 'many languages');

/** Size, memory, languages: what does not change. */
export function facts(model) {
  return [bytes(model.bytes), languagesLabel(model), model.memory_mb && `${megabytes(model.memory_mb)} of memory while it works`,
    model.installed && model.idle_mb && `${megabytes(model.idle_mb)} between requests`, model.load_ms && `loads in ${(model.load_ms / 1000).toFixed(1)} s`,
    model.note].filter(Boolean);
}

/** When the last job of a model ended, or undefined where the page knows of none. */
function lastUse(model) {
  const ends = [...state.jobs.values()].filter(job => job.model === model && job.kind !== 'download' && job.ended).map(job => job.ended);
  return ends.sort((one, other) => Date.parse(one) - Date.parse(other)).at(-1);
}

function use(resident) {
  const last = lastUse(resident.name);
  return last && last > resident.since ? `Last used ${ago(last)}` : `In memory for ${duration((Date.now() - Date.parse(resident.since)) / 1000)}`;
}

/** Why it is in memory and when it is unloaded. */
export function residency(resident) {
  if (resident.state === 'loading' || resident.state === 'unloading') {
    return resident.reason;
  }
  const memory = resident.bytes ? `Holds ${bytes(resident.bytes)}.` : '';
  if (resident.requests) {
    return `${resident.requests === 1 ? 'One request uses it' : `${resident.requests} requests use it`} now. ${memory}`;
  }
  const unloading = resident.until ? `unloads in ${until(resident.until)}` : 'is not unloaded by itself';
  return `${use(resident)}, ${unloading}, because it ${resident.reason}. ${memory}`;
}
