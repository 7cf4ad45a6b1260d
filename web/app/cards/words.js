// A job in words and figures.
import { isEnded } from '../live.js';
import { ago, bytes, clock, duration, percent, ratio, share, time } from '../format.js';
import { short } from '../parts/name.js';
import { state } from '../store.js';

export const KINDS = { transcribe: 'Transcription', translate: 'Translation to English', folder: 'Folder', download: 'Download' };
export const STATES = {
  queued: ['', 'Queued'], waiting: ['', 'Waiting'], running: ['busy', 'Running'], paused: ['warn', 'Paused'],
  completed: ['good', 'Done'], failed: ['bad', 'Failed'], cancelled: ['', 'Cancelled']
};

export const kind = job => KINDS[job.kind] ?? job.kind;

export const title = job => job.name ?? job.model ?? job.id;

/** As buttons and bars name it: "download of base". */
export const named = job => `${kind(job).toLowerCase()} ${job.kind === 'folder' ? '' : 'of '}${title(job)}`;

/** The badge's colour and text. */
export const standing = job => STATES[job.state] ?? ['', job.state];

const list = parts => parts.filter(Boolean).join(', ');

function files({ folder }) {
  const others = [folder.failed && `${folder.failed} failed`, folder.current && `${folder.current} had a transcript already`,
    folder.refused && `${folder.refused} left out: links that lead elsewhere`, folder.seconds && `${duration(folder.seconds)} of audio`];
  return list([folder.phase === 'discovery' ? `Looking for files, ${folder.files} so far` : `${folder.done} of ${folder.files} files`, ...others]);
}

function transferred({ transfer, state: at, ended }) {
  const going = at === 'running';
  if (ended && !transfer.received) {
    return '';
  }
  const done = ratio(transfer.received, transfer.total);
  const sizes = done === undefined ? [bytes(transfer.received)] : [share(transfer.received, transfer.total), percent(done)];
  return at === 'completed' ? bytes(transfer.total) : list([...sizes,
    going && transfer.bytes_per_second > 0 && `${bytes(transfer.bytes_per_second)}/s`,
    going && transfer.seconds_left !== undefined && `${duration(transfer.seconds_left)} left`]);
}

/** How far it is: "45 MB of 142 MB, 31 %, 12 s left". */
export function figures(job) {
  if (job.folder) {
    return files(job);
  }
  if (job.transfer) {
    return transferred(job);
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

/** 0 to 1; undefined while it cannot be told. */
export const part = job => (job.transfer ? ratio(job.transfer.received, job.transfer.total) : job.progress);

/** The download that a job waits for, as far as is known: {job, model, state, received, total, seconds_left}. */
export function awaited(job) {
  const known = state.jobs.get(job.waiting_for);
  return known ? { job: known.id, model: known.model ?? known.name, state: known.state, ...known.transfer } : job.download;
}

/** What it waits for: "waits for the download of base, 44 MB of 148 MB, 30 %, 12 s left". */
export function waits(job) {
  const download = awaited(job);
  if (!download) {
    return job.waiting ?? (job.waiting_for ? `waits for the download of ${job.model}` : 'waits for its turn');
  }
  const of = `waits for the download of ${download.model ?? job.model}`;
  const done = ratio(download.received, download.total);
  return list([download.state === 'paused' ? `${of}, which is paused` : of, done === undefined ? '' : `${share(download.received, download.total)}, ${percent(done)}`,
    download.state !== 'paused' && download.seconds_left !== undefined && `${duration(download.seconds_left)} left`]);
}

/** How long it has taken, and when it ended. */
export function taken(job, now = Date.now()) {
  const seconds = ((job.ended ? Date.parse(job.ended) : now) - Date.parse(job.started ?? job.created)) / 1000;
  if (isEnded(job)) {
    return list([job.started && `took ${seconds < 1 ? 'less than 1 s' : duration(seconds)}`, time(job.ended)]);
  }
  return job.state === 'running' ? `for ${duration(seconds)}` : `added ${ago(job.created, now)}`;
}

/** What the time went into: "waited 2 s, loading the model 0.4 s, computing 12 s, 0.05 times as long as the audio". */
export function timing({ timing: spent }) {
  const seconds = ms => (ms === undefined ? null : ms < 9950 ? `${(ms / 1000).toFixed(1)} s` : duration(ms / 1000));
  return spent ? list([seconds(spent.waited_ms) && `waited ${seconds(spent.waited_ms)}`, seconds(spent.loading_ms) && `loaded the model in ${seconds(spent.loading_ms)}`,
    seconds(spent.computing_ms) && `computed for ${seconds(spent.computing_ms)}`,
    spent.real_time_factor > 0 && `${(1 / spent.real_time_factor).toFixed(1)} times as fast as it is spoken`]) : '';
}

export const shortTitle = job => short(title(job));
