// A model in words and figures.
import { ago, bytes, duration, megabytes, until } from '../format.js';
import { lastUse } from './family.js';

const STATES = {
  absent: ['', 'Not downloaded'], 'on-disk': ['', 'On disk'], loading: ['busy', 'Loading'], resident: ['good loaded', 'Loaded'],
  busy: ['busy loaded', 'Working'], unloading: ['warn', 'Unloading']
};
const FETCHED = { paused: ['warn', 'Paused'], running: ['busy', 'Downloading'], queued: ['', 'Queued for download'], waiting: ['', 'Queued for download'] };

/** The badge's colour and text. */
export const standing = (model, download) => FETCHED[download?.state] ?? STATES[model.state] ?? ['', model.state];

export const languagesOf = model => (model.languages === 'en' ? 'English only' : 'many languages');

/** What does not change: size, memory, languages. */
export function facts(model) {
  return [bytes(model.bytes), languagesOf(model), model.memory_mb && `${megabytes(model.memory_mb)} of memory while it works`,
    model.installed && model.idle_mb && `${megabytes(model.idle_mb)} between requests`, model.load_ms && `loads in ${(model.load_ms / 1000).toFixed(1)} s`,
    model.note].filter(Boolean);
}

function used(resident) {
  const last = lastUse(resident.name);
  return last && last > resident.since ? `Last used ${ago(last)}` : `In memory for ${duration((Date.now() - Date.parse(resident.since)) / 1000)}`;
}

/** Why it is in memory and when it leaves. */
export function stay(resident) {
  if (resident.state === 'loading' || resident.state === 'unloading') {
    return resident.reason;
  }
  const holds = resident.bytes ? `Holds ${bytes(resident.bytes)}.` : '';
  if (resident.requests) {
    return `${resident.requests === 1 ? 'One request uses it' : `${resident.requests} requests use it`} now. ${holds}`;
  }
  const leaves = resident.until ? `unloads in ${until(resident.until)}` : 'is not unloaded by itself';
  return `${used(resident)}, ${leaves}, because it ${resident.reason}. ${holds}`;
}
