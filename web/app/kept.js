// Keeps a recording in the browser's own store while it runs and until the service has it, so that a crashed tab loses nothing. Where a
// browser has no such store, there is only the page's memory.

const PIECES = 'pieces';
const lockOf = id => `earshot.recording.${id}`;

let opening;

const done = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('earshot', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(PIECES, { autoIncrement: true }).createIndex('id', 'id');
    done(request).then(resolve, reject);
  });
  return opening;
}

const pieces = async mode => (await open()).transaction(PIECES, mode).objectStore(PIECES);

/** Releases the locks by which other tabs see that a recording is not left behind; by recording. */
const held = new Map();

/** @returns {string} by which the recording is kept */
export function begin() {
  const id = crypto.randomUUID?.() ?? String(Date.now() + Math.random());
  navigator.locks?.request(lockOf(id), () => new Promise(release => held.set(id, release)));
  return id;
}

/** Writes down one more piece of a recording. What cannot be kept is no reason to stop. */
export const keep = (id, name, blob) => pieces('readwrite').then(store => done(store.add({ id, name, blob }))).catch(() => {});

/** The service has it, or nobody wants it. */
export async function forget(id) {
  try {
    const store = await pieces('readwrite');
    (await done(store.index('id').getAllKeys(id))).forEach(key => store.delete(key));
  } catch {
    // Then nothing was kept.
  }
  held.get(id)?.();
  held.delete(id);
}

/** What was recorded by pages that are gone. @returns {Promise<File[]>} each with the property `kept` */
export async function leftBehind() {
  try {
    const going = new Set((await navigator.locks.query()).held.map(lock => lock.name));
    const byId = new Map();
    for (const piece of await done((await pieces('readonly')).getAll())) {
      if (!going.has(lockOf(piece.id))) {
        byId.set(piece.id, [...byId.get(piece.id) ?? [], piece]);
      }
    }
    return [...byId].map(([id, all]) => Object.assign(new File(all.map(piece => piece.blob), all[0].name, { type: all[0].blob.type }), { kept: id }));
  } catch {
    return [];
  }
}
