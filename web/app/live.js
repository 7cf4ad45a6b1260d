// Keeps the state as the service is: asks once, then listens, and asks again after a lost connection.
import { contact, get } from './api.js';
import { Bus } from './bus.js';
import { drop } from './cards/found.js';
import { changed, newer, state } from './store.js';
import { adopt, catchUpTranscripts, dropped, followed, logged, uploadNext } from './transcripts.js';
import { heard } from './views/transcribe.js';

const DECISIONS = 200;
const SPAN = 15 * 60 * 1000;
/** Jobs that are asked for at once: what goes on, and what has ended. */
const AT_WORK = 500;
const NEWEST = 50;
const PAUSE = 3000;
const POLL = 10000;
/** Jobs that a page keeps at most, and how many it forgets down to: it may be open for weeks. */
const MOST = 2000;
const KEPT = 1000;
const ended = new Set(['completed', 'failed', 'cancelled']);

export const isEnded = job => ended.has(job.state);

/** A sample for the charts out of a reading. */
const sample = reading => ({
  at: reading.at,
  percent: reading.system.percent,
  used_gb: reading.system.used_gb,
  service_mb: reading.process.service.rss_mb,
  engine_mb: reading.process.engine.rss_mb,
  cpu_percent: reading.cpu.percent,
  engine_percent: reading.cpu.engine_percent
});

/** A job as the service tells it now, on the bus or in an answer. */
export function jobChanged(job) {
  const known = state.jobs.get(job.id);
  state.jobs.set(job.id, newer(known, job));
  forgetOldest();
  // A model that begins or ends work is held, or leaves at another time.
  if (isEnded(job) || known?.state !== job.state) {
    refreshModels();
  }
  followed(job);
  changed();
}

/** A job is deleted, with all that was kept of it. */
export function forgotten(id) {
  state.jobs.delete(id);
  drop(id);
  dropped(id);
  changed();
}

function forgetOldest() {
  if (state.jobs.size > MOST) {
    [...state.jobs.values()].filter(isEnded).sort((one, other) => Date.parse(one.created) - Date.parse(other.created))
      .slice(0, state.jobs.size - KEPT).forEach(job => state.jobs.delete(job.id));
  }
}

/** Samples by their time, each once, of the last quarter of an hour. */
function history(...samples) {
  const byTime = new Map(samples.map(each => [each.at, each]));
  const all = [...byTime.values()].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const newest = all.length ? Date.parse(all[all.length - 1].at) : 0;
  return all.filter(each => Date.parse(each.at) > newest - SPAN);
}

function decided(decision) {
  if (state.decisions.some(each => each.at === decision.at && each.model === decision.model && each.action === decision.action)) {
    return;
  }
  state.decisions = [decision, ...state.decisions].slice(0, DECISIONS);
  refreshModels();
  changed();
}

let modelsDue;

/** Loads and unloads come in bursts; one question for them all. */
export function refreshModels() {
  clearTimeout(modelsDue);
  modelsDue = setTimeout(async () => {
    const [models, residents] = await Promise.all([get('/api/models'), get('/api/ps')]).catch(() => []);
    if (models) {
      state.models = models;
      state.residents = residents.models;
      changed();
    }
  }, 100);
}

/** What is said while an answer is on its way is newer than the answer: it waits, and is done after it. */
const held = [];
let catching = null;
let once = false;

const after = apply => body => (catching ? held.push(() => apply(body)) : apply(body));

/** One at a time; who asks meanwhile gets another one, a little later. */
function catchUp() {
  if (catching) {
    once = true;
    return catching;
  }
  catching = ask().finally(() => {
    catching = null;
    held.splice(0).forEach(apply => apply());
    changed();
    if (once) {
      once = false;
      setTimeout(catchUp, PAUSE);
    }
    adopt();
    uploadNext();
  });
  return catching;
}

async function ask() {
  catchUpTranscripts();
  const answers = await Promise.allSettled([get(`/api/jobs?limit=${AT_WORK}&state=queued,waiting,running,paused`), get(`/api/jobs?limit=${NEWEST}&state=completed,failed,cancelled`), get('/api/models'), get('/api/ps'), get('/api/decisions?limit=200'),
    get('/api/system/memory'), get('/api/system/history'), get('/api/settings'), get('/api/version')]);
  const [atWork, newest, models, residents, decisions, reading, recent, settings, version] = answers.map(answer => answer.value);
  if (answers.some(answer => answer.value || answer.reason?.status)) {
    state.locked = answers.some(answer => answer.reason?.status === 401);
  }
  if (atWork && newest) {
    const jobs = [...atWork.jobs, ...newest.jobs];
    const parents = jobs.filter(job => job.kind === 'folder' && !isEnded(job));
    const children = await Promise.allSettled(parents.map(job => get(`/api/jobs?parent=${job.id}&limit=200`)));
    const listed = [...jobs, ...children.flatMap(each => each.value?.jobs ?? [])];
    // Downloads that a transcription asked for are its children, but not listed beside it.
    const awaited = new Set(listed.map(job => job.waiting_for).filter(id => id && !listed.some(job => job.id === id)));
    const downloads = await Promise.allSettled([...awaited].map(id => get(`/api/jobs/${id}`)));
    const all = [...listed, ...downloads.flatMap(each => each.value ?? [])];
    // Parts that had ended are as they were; of the others, only what has just been told is known.
    state.jobs = new Map([...[...state.jobs].filter(([, job]) => job.parent && isEnded(job)), ...all.map(job => [job.id, job])]);
  }
  state.models = models ?? state.models;
  state.residents = residents?.models ?? state.residents;
  state.decisions = decisions?.decisions ?? state.decisions;
  state.reading = reading ?? state.reading;
  state.history = history(...state.history, ...(recent?.samples ?? []));
  state.settings = settings?.settings ?? state.settings;
  state.settingsNotice = settings?.notice ?? null;
  state.version = version ?? state.version;
  if (reading && reading.system.status !== (state.pressure?.level ?? 'normal')) {
    // The level has changed while nobody listened.
    const system = reading.system;
    state.pressure = system.status === 'normal' ? null : { level: system.status, percent: system.percent, available_gb: system.available_gb, total_gb: system.total_gb };
    state.dismissed = null;
  }
  changed();
}

export const bus = new Bus({
  'earshot.jobs.changed': after(jobChanged),
  'earshot.jobs.segment': heard,
  'earshot.jobs.log': logged,
  'earshot.jobs.forgotten': after(({ id }) => forgotten(id)),
  'earshot.models.decision': after(decided),
  'earshot.system.memory': after(reading => {
    state.reading = reading;
    state.history = history(...state.history, sample(reading));
    changed();
  }),
  'earshot.system.pressure': after(pressure => {
    state.pressure = pressure.level === 'normal' ? null : pressure;
    state.dismissed = null;
    changed();
  }),
  'earshot.settings.changed': after(settings => {
    state.settings = settings.settings;
    state.settingsNotice = settings.notice ?? null;
    refreshModels();
    changed();
  })
}, connection => {
  if (connection === 'lost' && state.connection === 'open') {
    state.lostAt = Date.now();
  }
  state.connection = connection;
  changed();
}, catchUp);

contact.onAnswer = () => bus.nudge();

// Where no WebSocket comes through, asking now and then has to do.
setInterval(() => state.connection === 'lost' && !state.locked && document.visibilityState === 'visible' && catchUp(), POLL);

/** Asks everything anew, such as after a key was given. */
export const refresh = catchUp;
