// The arithmetic of charts: scales, and lines through samples.

/** 250, 500, 1000: the next round number that four steps divide. */
export function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 4, 6, 8, 10].map(step => step * power).find(step => step >= value);
}

const isKnown = value => value !== null && value !== undefined;

/** Least and greatest of the values that are known; null where none is. */
export function range(values) {
  const known = values.filter(isKnown);
  return known.length ? { least: Math.min(...known), greatest: Math.max(...known) } : null;
}

/** Seconds between two samples from which on the service was not running: several times the usual distance. */
function maxGap(times) {
  return times.length < 2 ? Infinity : Math.max(10, 4 * (times.at(-1) - times[0]) / (times.length - 1));
}

/**
 * The lines through the values, broken where a value is unknown or samples are missing.
 *
 * @returns {{at: number, value: number}[][]}
 */
export function toLines(times, values) {
  const lines = [];
  const gap = maxGap(times);
  values.forEach((value, i) => {
    if (!isKnown(value)) {
      return;
    }
    const point = { at: times[i], value };
    const continues = lines.length && times[i] - lines.at(-1).at(-1).at < gap;
    continues ? lines.at(-1).push(point) : lines.push([point]);
  });
  return lines;
}

/** The index of the sample that is closest to a time. */
export const nearest = (times, at) => times.reduce((best, each, i) => (Math.abs(each - at) < Math.abs(times[best] - at) ? i : best), 0);

/** How many samples a minute has. */
export const samplesPerMinute = times => Math.max(1, Math.round(60 * (times.length - 1) / Math.max(1, times.at(-1) - times[0])));
