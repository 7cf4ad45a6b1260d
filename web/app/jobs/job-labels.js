// A job in words and figures.
import { ago, bytes, bytesOf, clock, duration, percent, ratio, seconds, shortName, time } from '../shared/format.js';
import { isEnded } from '../shared/job-state.js';
import { state } from '../shared/store.js';

export const KINDS = { transcribe: 'Transcription', translate: 'Translation to English', folder: 'Folder', download: 'Download' };
const STATES = {
  queued: ['', 'Queued'], waiting: ['', 'Waiting'], running: ['busy', 'Running'], paused: ['warn', 'Paused'],
  completed: ['good', 'Done'], failed: ['bad', 'Failed'], cancelled: ['', 'Cancelled']
};

export const kindLabel = job => KINDS[job.kind] ?? job.kind;

export const title = job => job.name ?? job.model ?? job.id;

export const shortTitle = job => shortName(title(job));

/** As buttons and bars name it: "download of base". */
export const nameWithKind = job => `${kindLabel(job).toLowerCase()} ${job.kind === 'folder' ? '' : 'of '}${title(job)}`;

/** [class, text] of its badge. */
export const stateBadge = job => STATES[job.state] ?? ['', job.state];

const list = parts => parts.filter(Boolean).join(', ');

function folderFigures({ folder }) {
  const others = [folder.failed && `${folder.failed} failed`, folder.current && `${folder.current} had a transcript already`,
    folder.refused && `${folder.refused} left out: links that lead elsewhere`, folder.seconds && `${duration(folder.seconds)} of audio`];
  return list([folder.phase === 'discovery' ? `Looking for files, ${folder.files} so far` : `${folder.done} of ${folder.files} files`, ...others]);
}

function transferFigures({ transfer, state: jobState, ended }) {
  const running = jobState === 'running';
  if (ended && !transfer.received) {
    return '';
  }
  const share = ratio(transfer.received, transfer.total);
  const sizes = share === undefined ? [bytes(transfer.received)] : [bytesOf(transfer.received, transfer.total), percent(share)];
  return jobState === 'completed' ? bytes(transfer.total) : list([...sizes,
    running && transfer.bytes_per_second > 0 && `${bytes(transfer.bytes_per_second)}/s`,
    running && transfer.seconds_left !== undefined && `${duration(transfer.seconds_left)} left`]);
}

/** Its progress: "45 MB of 142 MB, 31 %, 12 s left". */
export function figures(job) {
  if (job.folder) {
    return folderFigures(job);
  }
  if (job.transfer) {
    return transferFigures(job);
  }
  if (job.state === 'completed') {
    return job.duration ? `${duration(job.duration)} of audio` : '';
  }
  if (isEnded(job) && !job.position) {
    return '';
  }
  return job.duration ? list([`${clock(job.position ?? 0)} of ${clock(job.duration)}`, percent((job.position ?? 0) / job.duration)])
    : job.position ? `${clock(job.position)} done` : '';
}

/** Its progress from 0 to 1; undefined while that is unknown. */
export const progressOf = job => (job.transfer ? ratio(job.transfer.received, job.transfer.total) : job.progress);

/** The download that a job waits for: {job, model, state, received, total, seconds_left}, as far as known. */
export function awaitedDownload(job) {
  const known = state.jobs.get(job.waiting_for);
  return known ? { job: known.id, model: known.model ?? known.name, state: known.state, ...known.transfer } : job.download;
}

/** What it waits for: "waits for the download of base, 44 MB of 148 MB, 30 %, 12 s left". */
export function waitingFor(job) {
  const download = awaitedDownload(job);
  if (!download) {
    return job.waiting ?? (job.waiting_for ? `waits for the download of ${job.model}` : 'waits for its turn');
  }
  const what = `waits for the download of ${download.model ?? job.model}`;
  const share = ratio(download.received, download.total);
  return list([download.state === 'paused' ? `${what}, which is paused` : what,
    share === undefined ? '' : `${bytesOf(download.received, download.total)}, ${percent(share)}`,
    download.state !== 'paused' && download.seconds_left !== undefined && `${duration(download.seconds_left)} left`]);
}

/** How long it took, and when it ended; or for how long it has been running or waiting. */
export function elapsed(job, now = Date.now()) {
  const spent = ((job.ended ? Date.parse(job.ended) : now) - Date.parse(job.started ?? job.created)) / 1000;
  if (isEnded(job)) {
    return list([job.started && `took ${spent < 1 ? 'less than 1 s' : duration(spent)}`, time(job.ended)]);
  }
  return job.state === 'running' ? `for ${duration(spent)}` : `added ${ago(job.created, now)}`;
}

/** What the time was spent on: "waited 2.0 s, loaded the model in 0.4 s, computed for 12 s, 20.0 times as fast as it is spoken". */
export function timing({ timing: spent }) {
  const text = ms => (ms === undefined ? null : ms < 9950 ? seconds(ms) : duration(ms / 1000));
  return spent ? list([text(spent.waited_ms) && `waited ${text(spent.waited_ms)}`, text(spent.loading_ms) && `loaded the model in ${text(spent.loading_ms)}`,
    text(spent.computing_ms) && `computed for ${text(spent.computing_ms)}`,
    spent.real_time_factor > 0 && `${(1 / spent.real_time_factor).toFixed(1)} times as fast as it is spoken`]) : '';
}
