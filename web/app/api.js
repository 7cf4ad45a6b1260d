// The HTTP API. Every failure is an ApiError whose message can be shown to a person.
import { changed, state, tell } from './store.js';

const KEY = 'earshot.key';

/** When the service last answered, and when it last did not: milliseconds since 1970. */
export const contact = { answered: 0, failed: 0, onAnswer: () => {} };

function answered() {
  contact.answered = Date.now();
  contact.onAnswer();
}

export class ApiError extends Error {
  /** @param problems [{key, message}]: all that is wrong, where that can be told apart */
  constructor(status, code, message, problems) {
    super(message);
    this.status = status;
    this.code = code;
    this.problems = problems;
  }
}

export function key() {
  return localStorage.getItem(KEY);
}

export function useKey(value) {
  if (value) {
    localStorage.setItem(KEY, value);
  } else {
    localStorage.removeItem(KEY);
  }
}

function headers(more) {
  return key() ? { ...more, Authorization: `Bearer ${key()}` } : { ...more };
}

export function failure(status, body) {
  const problem = typeof body === 'object' && body ? body.error ?? body : {};
  if (status === 401) {
    state.locked = true;
    changed();
    return new ApiError(status, 'unauthorized', 'Enter the API key to begin.');
  }
  return new ApiError(status, problem.code ?? 'internal', problem.detail ?? problem.message ?? `The service answered with status ${status}.`, problem.problems);
}

async function request(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: headers(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      body: body === undefined ? undefined : JSON.stringify(body)
    });
  } catch {
    contact.failed = Date.now();
    changed();
    throw new ApiError(0, 'unreachable', 'The service does not answer. Is it running?');
  }
  answered();
  if (!answer.ok) {
    throw failure(answer.status, read(await answer.text()));
  }
  return answer;
}

/** What is not JSON is not ours to understand; the status says enough. */
function read(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

const json = async (...asked) => read(await (await request(...asked)).text());

export const get = path => json('GET', path);
export const post = (path, body) => json('POST', path, body);
export const put = (path, body) => json('PUT', path, body);
export const del = path => json('DELETE', path);
/** A file, with the key that links and players cannot send. */
export const file = async path => (await request('GET', path)).blob();

/**
 * Uploads a file as a job.
 *
 * @param {Record<string, string>} fields beside the file
 * @param {(share: number) => void} progress of the upload, 0 to 1
 * @param {AbortSignal} [signal] ends it; it then fails with the code 'cancelled'
 * @returns {Promise<object>} the job
 */
export function upload(file, name, fields, progress, signal) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) {
      if (value) {
        form.append(field, value);
      }
    }
    form.append('file', file, name);
    const http = new XMLHttpRequest();
    http.open('POST', '/api/jobs');
    Object.entries(headers()).forEach(([header, value]) => http.setRequestHeader(header, value));
    http.responseType = 'json';
    http.upload.onprogress = event => event.lengthComputable && progress(event.loaded / event.total);
    http.onload = () => (http.status < 300 ? resolve(http.response) : reject(failure(http.status, http.response)));
    http.onerror = () => reject(new ApiError(0, 'unreachable', 'The upload broke off. Is the service running?'));
    http.onabort = () => reject(new ApiError(0, 'cancelled', 'The upload was cancelled.'));
    signal?.addEventListener('abort', () => http.abort());
    http.send(form);
  });
}

/** Does something and tells the user if it fails. */
export async function attempt(work, done) {
  try {
    const result = await work();
    if (done) {
      tell('done', done);
    }
    return result;
  } catch (error) {
    if (error.status !== 401) {
      tell('error', error.message);
    }
    return undefined;
  }
}
