// The HTTP API. Every failure is an ApiError whose message can be shown to a person.
import { changed, showToast, state } from './store.js';

const KEY = 'earshot.key';

/** When the service last answered, and when it last failed to: milliseconds since 1970. */
export const contact = { answeredAt: 0, failedAt: 0, onAnswer: () => {} };

function onAnswer() {
  contact.answeredAt = Date.now();
  contact.onAnswer();
}

class ApiError extends Error {
  /** @param problems [{key, message}]: each field that is wrong, where the service lists them */
  constructor(status, code, message, problems) {
    super(message);
    this.status = status;
    this.code = code;
    this.problems = problems;
  }
}

export function apiKey() {
  return localStorage.getItem(KEY);
}

/** @param value absent to delete it */
export function saveApiKey(value) {
  if (value) {
    localStorage.setItem(KEY, value);
  } else {
    localStorage.removeItem(KEY);
  }
}

function withKey(headers) {
  return apiKey() ? { ...headers, Authorization: `Bearer ${apiKey()}` } : headers;
}

/** @param body of an answer of this service or, with `error`, of an OpenAI-compatible route; null where it is not JSON */
function toError(status, body) {
  const problem = typeof body === 'object' && body ? body.error ?? body : {};
  if (status === 401) {
    state.locked = true;
    changed();
    return new ApiError(status, 'unauthorized', 'Enter the API key to begin.');
  }
  return new ApiError(status, problem.code ?? 'internal', problem.detail ?? problem.message ?? `The service answered with status ${status}.`, problem.problems);
}

async function request(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: withKey(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      body: body === undefined ? undefined : JSON.stringify(body)
    });
  } catch {
    contact.failedAt = Date.now();
    changed();
    throw new ApiError(0, 'unreachable', 'The service does not answer. Is it running?');
  }
  onAnswer();
  if (!response.ok) {
    throw toError(response.status, parse(await response.text()));
  }
  return response;
}

/** Null for what is not JSON, such as a proxy's error page: the status says enough. */
function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

const json = async (...args) => parse(await (await request(...args)).text());

export const get = path => json('GET', path);
export const post = (path, body) => json('POST', path, body);
export const put = (path, body) => json('PUT', path, body);
export const del = path => json('DELETE', path);
/** A file. Links and media players cannot send the key that this request sends. */
export const getBlob = async path => (await request('GET', path)).blob();

/**
 * Uploads a file as a job.
 *
 * @param {Record<string, string>} fields beside the file
 * @param {(share: number) => void} onProgress of the upload, 0 to 1
 * @param {AbortSignal} [signal] ends it; it then fails with the code 'cancelled'
 * @returns {Promise<object>} the job
 */
export function upload(file, name, fields, onProgress, signal) {
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
    Object.entries(withKey({})).forEach(([header, value]) => http.setRequestHeader(header, value));
    http.responseType = 'json';
    http.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total);
    http.onload = () => (http.status < 300 ? resolve(http.response) : reject(toError(http.status, http.response)));
    http.onerror = () => reject(new ApiError(0, 'unreachable', 'The upload broke off. Is the service running?'));
    http.onabort = () => reject(new ApiError(0, 'cancelled', 'The upload was cancelled.'));
    signal?.addEventListener('abort', () => http.abort());
    http.send(form);
  });
}

/** Runs an action of the user and shows a message if it fails. @param {string} [doneText] shown if it succeeds */
export async function attempt(action, doneText) {
  try {
    const result = await action();
    if (doneText) {
      showToast('done', doneText);
    }
    return result;
  } catch (error) {
    if (error.status !== 401) {
      showToast('error', error.message);
    }
    return undefined;
  }
}
