// A job in words and figures.
import { isEnded } from '../live.js';
import { ago, bytes, clock, duration, percent, ratio, share, time } from '../format.js';

const KINDS = { transcribe: 'Transcription', translate: 'Translation into English', folder: 'Folder', download: 'Download' };
const STATES = {
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
    folder.refused && `${folder.refused} left out: links that lead elsewhere`, folder.seconds && `${duration(folder.seconds)} of sound`];
  return list([folder.phase === 'discovery' ? `Looking for files, ${folder.files} so far` : `${folder.done} of ${folder.files} files`, ...others]);
}

function transferred({ transfer, state, ended }) {
  const going = state === 'running';
  if (ended && !transfer.received) {
    return '';
  }
  const done = ratio(transfer.received, transfer.total);
  const sizes = done === undefined ? [bytes(transfer.received)] : [share(transfer.received, transfer.total), percent(done)];
  return state === 'completed' ? bytes(transfer.total) : list([...sizes,
    going && transfer.bytes_per_second > 0 && `${bytes(transfer.bytes_per_second)}/s`,
    going && transfer.seconds_left !== undefined && `${duration(transfer.seconds_left)} left`]);
}

/** How far it is: "45 MB / 142 MB, 31 %, 12 s left". */
export function figures(job) {
  if (job.folder) {
    return files(job);
  }
  if (job.transfer) {
    return transferred(job);
  }
  if (job.state === 'completed') {
    return job.duration ? `${duration(job.duration)} of sound` : '';
  }
  if (isEnded(job) && !job.position) {
    return '';
  }
  return job.duration ? list([`${clock(job.position ?? 0)} of ${clock(job.duration)}`, percent((job.position ?? 0) / job.duration)])
    : job.position ? `${clock(job.position)} done` : '';
}

/** 0 to 1; undefined while it cannot be told. */
export const part = job => (job.transfer ? ratio(job.transfer.received, job.transfer.total) : job.progress);

/** How long it has taken, and when it ended. */
export function taken(job, now = Date.now()) {
  const seconds = ((job.ended ? Date.parse(job.ended) : now) - Date.parse(job.started ?? job.created)) / 1000;
  if (isEnded(job)) {
    return list([job.started && `took ${seconds < 1 ? 'less than 1 s' : duration(seconds)}`, time(job.ended)]);
  }
  return job.state === 'running' ? `for ${duration(seconds)}` : `asked for ${ago(job.created, now)}`;
}
