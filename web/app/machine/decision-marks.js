// Decisions about models, in words and as marks of a chart.
import { bytes, megabytes, seconds } from '../shared/format.js';

/** By action: its label and badge; where it is marked on charts, also its sign and how important it is. */
const ACTIONS = {
  load: { label: 'loading', badge: 'busy' },
  loaded: { label: 'loaded', badge: 'good', glyph: '▲', weight: 2 },
  keep: { label: 'stays', badge: '' },
  unload: { label: 'unloading', badge: '' },
  unloaded: { label: 'unloaded', badge: '', glyph: '▽', weight: 1 },
  evict: { label: 'evicted', badge: 'warn', glyph: '▼', weight: 4 },
  refuse: { label: 'refused', badge: 'bad', glyph: '✕', weight: 5 },
  suggest: { label: 'smaller one suggested', badge: 'warn' },
  'step-down': { label: 'smaller one used', badge: 'warn', glyph: '↓', weight: 3 },
  'step-up': { label: 'larger one again', badge: 'good', glyph: '↑', weight: 2 },
  'short-speech': { label: 'short speech', badge: '' }
};

export const actions = Object.keys(ACTIONS);

export const actionLabel = action => ACTIONS[action]?.label ?? action;

export const actionBadge = action => ACTIONS[action]?.badge ?? '';

const NUMBERS = {
  needed_mb: value => `${megabytes(value)} needed`,
  available_mb: value => `${bytes(value * 1e6)} available`,
  reserve_mb: value => `${megabytes(value)} kept free`,
  freed_mb: value => `${megabytes(value)} freed`,
  milliseconds: value => `took ${seconds(value)}`,
  factor: value => `${value.toFixed(1)} times as long as the audio lasts`
};

/** The numbers that a decision was based on: "206 MB needed, 23 GB available". */
export function figures(decision) {
  const ofProcessor = decision.numbers?.factor !== undefined;
  return Object.entries(decision.numbers ?? {}).map(([name, value]) => {
    if (name === 'percent') {
      return `${ofProcessor ? 'processor' : 'memory'} ${Math.round(value)} % in use`;
    }
    return NUMBERS[name]?.(value) ?? `${name.replaceAll('_', ' ')} ${value}`;
  }).join(', ');
}

/** Marks for a chart, the oldest first: {at: seconds since 1970, kind, action, text}. */
export function toMarks(decisions) {
  return decisions.filter(each => ACTIONS[each.action]?.glyph).map(each => ({ at: Date.parse(each.at) / 1000, kind: ACTIONS[each.action].badge || 'plain',
    action: each.action, text: `${each.model} ${actionLabel(each.action)}` })).reverse();
}

/**
 * Marks closer than so many seconds, as one: with the sign and at the place of the most important of them.
 *
 * @returns {{at: number, kind: string, glyph: string, text: string, name: string}[]}
 */
export function groupMarks(marks, seconds) {
  const groups = [];
  for (const mark of marks) {
    const last = groups.at(-1);
    if (last && mark.at - last.top.at < seconds) {
      last.marks.push(mark);
      last.top = ACTIONS[mark.action].weight > ACTIONS[last.top.action].weight ? mark : last.top;
    } else {
      groups.push({ top: mark, marks: [mark] });
    }
  }
  return groups.map(({ top, marks: grouped }) => ({ at: top.at, kind: top.kind, glyph: ACTIONS[top.action].glyph,
    text: grouped.map(mark => mark.text).join(', '), name: grouped.length > 1 ? `${actionLabel(top.action)} +${grouped.length - 1}` : actionLabel(top.action) }));
}
