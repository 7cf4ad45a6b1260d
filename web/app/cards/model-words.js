// A model in words and figures.
import { ago, bytes, duration, megabytes, until } from '../format.js';
import { lastUse } from './family.js';

const STATES = {
  absent: ['', 'Not here'], 'on-disk': ['', 'On disk'], loading: ['busy', 'Loading'], resident: ['good loaded', 'Loaded'],
  busy: ['busy loaded', 'At work'], unloading: ['warn', 'Unloading']
};
const FETCHED = { paused: ['warn', 'Paused'], running: ['busy', 'Downloading'], queued: ['', 'Waits to download'], waiting: ['', 'Waits to download'] };

/** The share of the machine's memory that the service lets one model take. */
const USABLE = 0.8;

/** The badge's colour and text. */
export const standing = (model, download) => FETCHED[download?.state] ?? STATES[model.state] ?? ['', model.state];

/** Whether the machine's memory is enough, with the figures; `system` as in a reading, or undefined. */
function room(model, system) {
  if (model.fits === undefined) {
    return null;
  }
  if (!system) {
    return model.fits ? 'fits' : 'does not fit';
  }
  return model.fits ? `fits: this machine has ${system.total_gb.toFixed(1)} GB`
    : `does not fit: a model may use ${(system.total_gb * USABLE).toFixed(1)} GB, 80 % of this machine's`;
}

/** What does not change: size, memory, languages. */
export function facts(model, system) {
  return [`${bytes(model.bytes)} file`, model.languages === 'en' ? 'English only' : 'many languages',
    model.memory_mb && `needs ${megabytes(model.memory_mb)} of memory at work, ${megabytes(model.idle_mb)} idle`, room(model, system),
    model.load_ms && `loaded in ${(model.load_ms / 1000).toFixed(1)} s`, model.note].filter(Boolean);
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
  const leaves = resident.until ? `leaves in ${until(resident.until)}` : 'does not leave by itself';
  return `${used(resident)}, ${leaves}, because it ${resident.reason}. ${holds}`;
}
