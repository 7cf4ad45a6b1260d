// What the modules under test need of a browser, and a service that answers as a test says.
import { state } from '../../../web/app/shared/store.js';

globalThis.requestAnimationFrame = () => 0;
globalThis.document = { getElementById: () => null, visibilityState: 'visible' };
globalThis.localStorage = { getItem: () => null };
globalThis.location = { protocol: 'http:', host: 'localhost', hash: '' };

/** The requests since `serve` was called, each as 'GET /path'. */
export const requests = [];

/**
 * @param {(request: string) => unknown} answer the body of the answer to 'GET /path', as JSON, or a promise of it; undefined for 404
 */
export function serve(answer) {
  requests.length = 0;
  globalThis.fetch = async (path, { method }) => {
    requests.push(`${method} ${path}`);
    const body = await answer(`${method} ${path}`);
    const known = body !== undefined;
    return { ok: known, status: known ? 200 : 404, text: async () => JSON.stringify(known ? body : { code: 'not-found', detail: 'There is no such thing.' }) };
  };
}

/** Until all that needs no timer is done: the answers above come as microtasks. */
export const settled = () => new Promise(resolve => setImmediate(resolve));

export function resetState() {
  Object.assign(state, { connection: 'open', lostAt: 0, locked: false, jobs: new Map(), models: null, residents: [], decisions: [], reading: null, history: [],
    settings: null, settingsNotice: null, pressure: null, dismissedLevel: null, toasts: [] });
}
