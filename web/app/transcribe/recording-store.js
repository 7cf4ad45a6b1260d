// Keeps a recording in the browser's database from its first second until the service has it, so that a crashed tab loses nothing. Where a
// browser has no such database, the recording is in the page's memory only.

const PIECES = 'pieces';
const lockName = id => `earshot.recording.${id}`;

let database;

const toPromise = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function openDatabase() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('earshot', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(PIECES, { autoIncrement: true }).createIndex('id', 'id');
    toPromise(request).then(resolve, reject);
  });
  return database;
}

const pieces = async mode => (await openDatabase()).transaction(PIECES, mode).objectStore(PIECES);

/** By recording: releases the lock by which other tabs see that its page is still open. */
const locks = new Map();

/** @returns {string} the id of a new recording */
export function newRecording() {
  const id = crypto.randomUUID?.() ?? String(Date.now() + Math.random());
  navigator.locks?.request(lockName(id), () => new Promise(release => locks.set(id, release)));
  return id;
}

/** Stores another piece of a recording. A failure does not end the recording. */
export const storePiece = (id, name, blob) => pieces('readwrite').then(store => toPromise(store.add({ id, name, blob }))).catch(() => {});

/** The service has it, or the user does not want it. */
export async function deleteRecording(id) {
  try {
    const store = await pieces('readwrite');
    (await toPromise(store.index('id').getAllKeys(id))).forEach(key => store.delete(key));
  } catch {
    // Without a database nothing was stored.
  }
  locks.get(id)?.();
  locks.delete(id);
}

/** The recordings of pages that were closed. @returns {Promise<File[]>} each with the property `recordingId` */
export async function loadAbandoned() {
  try {
    const locked = new Set((await navigator.locks.query()).held.map(lock => lock.name));
    const byId = new Map();
    for (const piece of await toPromise((await pieces('readonly')).getAll())) {
      if (!locked.has(lockName(piece.id))) {
        byId.set(piece.id, [...byId.get(piece.id) ?? [], piece]);
      }
    }
    return [...byId].map(([recordingId, all]) => Object.assign(new File(all.map(piece => piece.blob), all[0].name, { type: all[0].blob.type }), { recordingId }));
  } catch {
    return [];
  }
}
