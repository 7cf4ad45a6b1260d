// Keeps the state as the service's: loads it once, then follows the events, and loads it again after a lost connection.
import { contact, get } from './api.js';
import { EventBus } from './event-bus.js';
import { isEnded, mergeJob } from './job-state.js';
import { changed, state } from './store.js';

const MAX_DECISIONS = 200;
/** Jobs that are loaded at once: those that have not ended, and those that have. */
const ACTIVE_JOBS = 500;
const ENDED_JOBS = 50;
const CHILDREN = 200;
/** Jobs that a page keeps at most, and how many it drops down to: it may be open for weeks. */
const MAX_JOBS = 2000;
const KEPT_JOBS = 1000;
const PAUSE_MS = 3000;
const POLL_MS = 10000;
const HISTORY_MS = 15 * 60 * 1000;
/** Loads and unloads come in bursts; one request for all of a burst. */
const BURST_MS = 100;

const listeners = [];

const emit = (event, ...values) => listeners.forEach(listener => listener[event]?.(...values));

/** A job was reported, by an event or in an answer. */
export function applyJob(job) {
  const known = state.jobs.get(job.id);
  state.jobs.set(job.id, mergeJob(known, job));
  dropOldest();
  // A job that starts or ends changes how long its model stays.
  if (isEnded(job) || known?.state !== job.state) {
    reloadModels();
  }
  emit('onJob', job);
  changed();
}

/** A job was deleted, with all that was kept of it. */
export function removeJob(id) {
  state.jobs.delete(id);
  emit('onJobDeleted', id);
  changed();
}

function dropOldest() {
  if (state.jobs.size > MAX_JOBS) {
    [...state.jobs.values()].filter(isEnded).sort((one, other) => Date.parse(one.created) - Date.parse(other.created))
      .slice(0, state.jobs.size - KEPT_JOBS).forEach(job => state.jobs.delete(job.id));
  }
}

function onDecision(decision) {
  if (state.decisions.some(each => each.at === decision.at && each.model === decision.model && each.action === decision.action)) {
    return;
  }
  state.decisions = [decision, ...state.decisions].slice(0, MAX_DECISIONS);
  reloadModels();
  changed();
}

/** A sample as GET /api/system/history has them, out of a reading of earshot.system.memory. */
const toSample = reading => ({
  at: reading.at,
  percent: reading.system.percent,
  used_gb: reading.system.used_gb,
  service_mb: reading.process.service.rss_mb,
  engine_mb: reading.process.engine.rss_mb,
  cpu_percent: reading.cpu.percent,
  engine_percent: reading.cpu.engine_percent
});

/** The samples of the 15 minutes before the newest one, each once, the oldest first. */
function mergeSamples(...samples) {
  const byTime = new Map(samples.map(each => [each.at, each]));
  const all = [...byTime.values()].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const newest = all.length ? Date.parse(all.at(-1).at) : 0;
  return all.filter(each => Date.parse(each.at) > newest - HISTORY_MS);
}

function onReading(reading) {
  state.reading = reading;
  state.history = mergeSamples(...state.history, toSample(reading));
  changed();
}

function onPressure(pressure) {
  state.pressure = pressure.level === 'normal' ? null : pressure;
  state.dismissedLevel = null;
  changed();
}

function onSettings(settings) {
  state.settings = settings.settings;
  state.settingsNotice = settings.notice ?? null;
  reloadModels();
  changed();
}

function onUpdate(update) {
  state.update = update;
  changed();
}

/** The event has the version only, and not whether it may be installed here. */
async function onUpdateAvailable() {
  onUpdate(await get('/api/updates/status').catch(() => state.update));
}

function onConnection(connection) {
  if (connection === 'lost' && state.connection === 'open') {
    state.lostAt = Date.now();
  }
  state.connection = connection;
  changed();
}

let modelTimer;

export function reloadModels() {
  clearTimeout(modelTimer);
  modelTimer = setTimeout(async () => {
    const [models, residents] = await Promise.all([get('/api/models'), get('/api/ps')]).catch(() => []);
    if (models) {
      state.models = models;
      state.residents = residents.models;
      changed();
    }
  }, BURST_MS);
}

/** Events that come while the answers are on their way are newer than these: they are applied after them. */
const deferred = [];
let loading = null;
let loadAgain = false;

const afterLoad = apply => body => (loading ? deferred.push(() => apply(body)) : apply(body));

/** Loads everything. One load at a time; a call meanwhile leads to another one a little later. */
export function synchronize() {
  if (loading) {
    loadAgain = true;
    return loading;
  }
  loading = load().finally(() => {
    loading = null;
    deferred.splice(0).forEach(apply => apply());
    changed();
    if (loadAgain) {
      loadAgain = false;
      setTimeout(synchronize, PAUSE_MS);
    }
    emit('onLoaded');
  });
  return loading;
}

async function load() {
  emit('onLoading');
  const answers = await Promise.allSettled([get(`/api/jobs?limit=${ACTIVE_JOBS}&state=queued,waiting,running,paused`),
    get(`/api/jobs?limit=${ENDED_JOBS}&state=completed,failed,cancelled`), get('/api/models'), get('/api/ps'), get(`/api/decisions?limit=${MAX_DECISIONS}`),
    get('/api/system/memory'), get('/api/system/history'), get('/api/settings'), get('/api/version'),
    get('/api/updates/status')]);
  const [active, ended, models, residents, decisions, reading, history, settings, version, update] = answers.map(answer => answer.value);
  if (answers.some(answer => answer.value || answer.reason?.status)) {
    state.locked = answers.some(answer => answer.reason?.status === 401);
  }
  if (active && ended) {
    const jobs = await withRelated([...active.jobs, ...ended.jobs]);
    // Ended children do not change; of the others, only what was just reported is known.
    state.jobs = new Map([...[...state.jobs].filter(([, job]) => job.parent && isEnded(job)), ...jobs.map(job => [job.id, job])]);
  }
  state.models = models ?? state.models;
  state.residents = residents?.models ?? state.residents;
  state.decisions = decisions?.decisions ?? state.decisions;
  state.reading = reading ?? state.reading;
  state.history = mergeSamples(...state.history, ...(history?.samples ?? []));
  state.settings = settings?.settings ?? state.settings;
  state.settingsNotice = settings?.notice ?? null;
  state.version = version ?? state.version;
  state.update = update ?? state.update;
  if (reading) {
    comparePressure(reading.system);
  }
  changed();
}

/** With the files of the folders that are being worked on, and the downloads that jobs wait for: a list does not have these children. */
async function withRelated(jobs) {
  const folders = jobs.filter(job => job.kind === 'folder' && !isEnded(job));
  const children = await Promise.allSettled(folders.map(job => get(`/api/jobs?parent=${job.id}&limit=${CHILDREN}`)));
  const listed = [...jobs, ...children.flatMap(each => each.value?.jobs ?? [])];
  const awaited = new Set(listed.map(job => job.waiting_for).filter(id => id && !listed.some(job => job.id === id)));
  const downloads = await Promise.allSettled([...awaited].map(id => get(`/api/jobs/${id}`)));
  return [...listed, ...downloads.flatMap(each => each.value ?? [])];
}

/** The level may have changed while there was no connection. */
function comparePressure(system) {
  if (system.status !== (state.pressure?.level ?? 'normal')) {
    onPressure({ level: system.status, percent: system.percent, available_gb: system.available_gb, total_gb: system.total_gb });
  }
}

export const bus = new EventBus({
  'earshot.jobs.changed': afterLoad(applyJob),
  'earshot.jobs.segment': window => emit('onWindow', window),
  'earshot.jobs.log': line => emit('onLogLine', line),
  'earshot.jobs.forgotten': afterLoad(({ id }) => removeJob(id)),
  'earshot.models.decision': afterLoad(onDecision),
  'earshot.system.memory': afterLoad(onReading),
  'earshot.system.pressure': afterLoad(onPressure),
  'earshot.settings.changed': afterLoad(onSettings),
  'earshot.updates.available': afterLoad(onUpdateAvailable),
  'earshot.updates.progress': afterLoad(onUpdate)
}, onConnection, synchronize);

/**
 * Connects, and synchronizes from then on.
 *
 * @param features what they do with which event, each by choice: onJob(job), onJobDeleted(id), onWindow(window) for a window that was
 *     transcribed, onLogLine(line), onLoading() before everything is loaded, and onLoaded() after it
 */
export function start(...features) {
  listeners.push(...features);
  contact.onAnswer = () => bus.skipBackoff();
  addEventListener('online', () => bus.reconnect());
  // Where no WebSocket gets through, loading now and then has to do.
  setInterval(() => state.connection === 'lost' && !state.locked && document.visibilityState === 'visible' && synchronize(), POLL_MS);
  bus.open();
}
