// What was decided about models, in words and as marks of a chart.
import { bytes, megabytes } from '../format.js';

/** By action: what it is called, its badge, and, for what is marked on charts, a sign and how much it matters. */
const ACTIONS = {
  load: { word: 'loading', badge: 'busy' },
  loaded: { word: 'loaded', badge: 'good', glyph: '▲', weight: 2 },
  keep: { word: 'stays', badge: '' },
  unload: { word: 'unloading', badge: '' },
  unloaded: { word: 'unloaded', badge: '', glyph: '▽', weight: 1 },
  evict: { word: 'evicted', badge: 'warn', glyph: '▼', weight: 4 },
  refuse: { word: 'refused', badge: 'bad', glyph: '✕', weight: 5 },
  suggest: { word: 'smaller one suggested', badge: 'warn' },
  'step-down': { word: 'smaller one used', badge: 'warn', glyph: '↓', weight: 3 },
  'step-up': { word: 'larger one again', badge: 'good', glyph: '↑', weight: 2 }
};

export const actions = Object.keys(ACTIONS);

export const word = action => ACTIONS[action]?.word ?? action;

export const badgeOf = action => ACTIONS[action]?.badge ?? '';

const NUMBERS = {
  needed_mb: value => `${megabytes(value)} needed`,
  available_mb: value => `${bytes(value * 1e6)} available`,
  reserve_mb: value => `${megabytes(value)} kept free`,
  freed_mb: value => `${megabytes(value)} freed`,
  milliseconds: value => `took ${waiting(value)}`,
  factor: value => `${value.toFixed(1)} times as long as the audio lasts`
};

/** 0.3 s, 12 s. */
export const waiting = milliseconds => `${(milliseconds / 1000).toFixed(milliseconds < 9950 ? 1 : 0)} s`;

/** What a decision was made by: "206 MB needed, 23 GB available". */
export function numbers(decision) {
  const steps = decision.numbers?.factor !== undefined;
  return Object.entries(decision.numbers ?? {}).map(([name, value]) => {
    if (name === 'percent') {
      return `${steps ? 'processor' : 'memory'} ${Math.round(value)} % in use`;
    }
    return NUMBERS[name]?.(value) ?? `${name.replaceAll('_', ' ')} ${value}`;
  }).join(', ');
}

/** Marks for a chart, the oldest first. */
export function marks(decisions) {
  return decisions.filter(each => ACTIONS[each.action]?.glyph).map(each => ({ at: Date.parse(each.at) / 1000, kind: ACTIONS[each.action].badge || 'plain',
    action: each.action, text: `${each.model} ${word(each.action)}` })).reverse();
}

/** Marks that would stand on each other, as one; it looks like what matters most of them, and stands where that is. */
export function groups(all, seconds) {
  const found = [];
  for (const mark of all) {
    const last = found.at(-1);
    if (last && mark.at - last.most.at < seconds) {
      last.marks.push(mark);
      last.most = ACTIONS[mark.action].weight > ACTIONS[last.most.action].weight ? mark : last.most;
    } else {
      found.push({ most: mark, marks: [mark] });
    }
  }
  return found.map(({ most, marks: group }) => ({ at: most.at, kind: most.kind, glyph: ACTIONS[most.action].glyph, text: group.map(mark => mark.text).join(', '),
    name: group.length > 1 ? `${word(most.action)} +${group.length - 1}` : word(most.action) }));
}
