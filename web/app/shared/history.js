// Memory and processor over the last minutes.

const SPAN_MS = 15 * 60 * 1000;

/** A sample as GET /api/system/history has them, out of a reading of earshot.system.memory. */
export const toSample = reading => ({
  at: reading.at,
  percent: reading.system.percent,
  used_gb: reading.system.used_gb,
  service_mb: reading.process.service.rss_mb,
  engine_mb: reading.process.engine.rss_mb,
  cpu_percent: reading.cpu.percent,
  engine_percent: reading.cpu.engine_percent
});

/** The samples of the 15 minutes before the newest one, each once, the oldest first. */
export function mergeSamples(...samples) {
  const byTime = new Map(samples.map(each => [each.at, each]));
  const all = [...byTime.values()].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const newest = all.length ? Date.parse(all.at(-1).at) : 0;
  return all.filter(each => Date.parse(each.at) > newest - SPAN_MS);
}
