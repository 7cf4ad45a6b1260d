// The setting models.keep_alive, which is a duration, as minutes.

/** Minutes of a duration such as 5m, 1h30m, 90s, 300 (seconds) or -1 (for good). */
export function toMinutes(duration) {
  const parts = [...String(duration).matchAll(/(-?[\d.]+)(h|m|s|$)/g)];
  const sum = parts.reduce((all, [, count, unit]) => all + count * ({ h: 60, m: 1 }[unit] ?? 1 / 60), 0);
  return sum < 0 ? -1 : Math.round(sum * 100) / 100;
}

/** The duration of so many minutes. */
export const toDuration = minutes => (minutes < 0 ? '-1' : minutes % 1 ? `${Math.round(minutes * 60)}s` : `${Number(minutes)}m`);
