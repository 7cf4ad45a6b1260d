// Sizes, times and durations as people write them.

/** 142 MB, 1.5 GB; 10^6 and 10^9 bytes. */
export function bytes(count) {
  if (count === undefined || count === null) {
    return '';
  }
  if (count < 1e6) {
    return `${Math.round(count / 1e3)} kB`;
  }
  return count < 1e9 ? `${Math.round(count / 1e6)} MB` : `${(count / 1e9).toFixed(count < 1e10 ? 1 : 0)} GB`;
}

export const megabytes = count => bytes(count * 1e6);

/** 45 MB of 142 MB. */
export const bytesOf = (part, whole) => `${bytes(part)} of ${bytes(whole)}`;

/** 0 to 1; undefined where the whole is unknown or 0. */
export const ratio = (part, whole) => (whole > 0 ? part / whole : undefined);

export const percent = part => `${Math.round(part * 100)} %`;

/** 12 s, 4 min 18 s, 2 h 5 min. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  if (hours) {
    return minutes ? `${hours} h ${minutes} min` : `${hours} h`;
  }
  if (minutes) {
    return whole % 60 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  }
  return `${whole} s`;
}

/** 0.3 s, 12 s. */
export const seconds = milliseconds => `${(milliseconds / 1000).toFixed(milliseconds < 9950 ? 1 : 0)} s`;

/** 0:07, 12:05, 1:02:03: a place in a recording. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = number => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  return hours ? `${hours}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}` : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}

/** 42 s ago, in 4 min 18 s. */
export function ago(instant, now = Date.now()) {
  const seconds = (now - Date.parse(instant)) / 1000;
  return seconds < 1 ? 'just now' : `${duration(seconds)} ago`;
}

export const until = (instant, now = Date.now()) => duration((Date.parse(instant) - now) / 1000);

/** Today, Yesterday, 3 November, 3 November 2025. */
export function day(instant, now = new Date()) {
  const date = new Date(instant);
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' };
  return ['Today', 'Yesterday'][days] ?? date.toLocaleDateString(undefined, { day: 'numeric', month: 'long', ...year });
}

/** 14:05:09 of today, 3 Nov 14:05 of another day. */
export function time(instant) {
  const date = new Date(instant);
  const today = new Date().toDateString() === date.toDateString();
  return date.toLocaleString(undefined, today ? { hour: '2-digit', minute: '2-digit', second: '2-digit' }
    : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}

const LONGEST = 48;
const HEAD = 28;
const TAIL = 18;

/** The name of a file. A long one keeps both ends: what it is about, and which one it is. */
export function shortName(name) {
  const letters = [...name];
  return letters.length > LONGEST ? `${letters.slice(0, HEAD).join('').trimEnd()}…${letters.slice(-TAIL).join('').trimStart()}` : name;
}

/** The name of a file beside a recording: talk.srt beside /recordings/talk.mp3. */
export function withExtension(path, extension) {
  const name = path.split(/[\\/]/).at(-1);
  const dot = name.lastIndexOf('.');
  return `${dot > 0 ? name.slice(0, dot) : name}.${extension}`;
}

/** Minutes of a duration such as 5m, 1h30m, 90s, 300 (seconds) or -1 (for good). */
export function toMinutes(duration) {
  const parts = [...String(duration).matchAll(/(-?[\d.]+)(h|m|s|$)/g)];
  const sum = parts.reduce((all, [, count, unit]) => all + count * ({ h: 60, m: 1 }[unit] ?? 1 / 60), 0);
  return sum < 0 ? -1 : Math.round(sum * 100) / 100;
}

/** The duration of so many minutes. */
export const toDuration = minutes => (minutes < 0 ? '-1' : minutes % 1 ? `${Math.round(minutes * 60)}s` : `${Number(minutes)}m`);
