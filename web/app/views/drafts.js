// What is typed into settings and not saved yet, so that no redraw loses it; and its saving, a group at a time.
import { put } from '../api.js';
import { changed, setting, state } from '../store.js';
import { time } from '../format.js';

/** Between the last change and its saving: arrows that wander through choices mean only the last. */
const SETTLE = 500;

/** By key: {text: as it was typed, sent: as it is sent}. */
const drafts = new Map();
/** What became of the last change, by group: {text, error, problems by key}. */
const groups = new Map();
/** By group: the timer of what is to be saved. Apart from the outcomes: that of one change must not take away the timer of the next. */
const timers = new Map();
/** Groups that are being saved, and whether they are to be saved again then. */
const saving = new Map();

/** What holds, or will when it is saved. */
export const value = key => (drafts.has(key) ? drafts.get(key).sent : setting(key)?.value);

/** What was typed, to the letter; absent where nothing was. */
export const typed = key => drafts.get(key)?.text;

export const outcome = group => groups.get(group) ?? { problems: {} };

function told(group, text, more) {
  groups.set(group, { text, problems: {}, ...more });
  changed();
}

/** Something was typed, and more may come. */
export function draft(key, text, sent = text) {
  drafts.set(key, { text, sent });
  changed();
}

/** A control of a group has its new value, if only for the moment. */
export function entered(group, key, text, sent = text) {
  draft(key, text, sent);
  told(group.id, '');
  due(group);
}

/** A control was left: what is the same as before was no change. */
export function left(key) {
  if (drafts.has(key) && drafts.get(key).sent === setting(key)?.value) {
    drafts.delete(key);
  }
}

function due(group) {
  clearTimeout(timers.get(group.id));
  timers.set(group.id, setTimeout(() => save(group), SETTLE));
}

/** Takes settings back to what holds without the user. */
export function reset(group, keys) {
  keys.forEach(key => drafts.set(key, { sent: null }));
  save(group);
}

/** What is wrong, told of the control that was changed, also where its new value does not go with another one; the rest is told of the group. */
function problems(group, error, changes) {
  const all = error.problems ?? [];
  const at = key => (changes.includes(key) || !group.keys.includes(key) ? key : changes[0]);
  const words = ({ key, message }) => (at(key) === key ? `This ${message}.` : `With this, '${group.names?.[key] ?? key}' ${message}.`);
  const found = Object.fromEntries(all.filter(each => group.keys.includes(each.key)).map(each => [at(each.key), words(each)]));
  const rest = all.length ? all.filter(each => !group.keys.includes(each.key)).map(each => `${each.key} ${each.message}.`) : [error.message];
  return { problems: found, rest: rest.join(' ') };
}

async function save(group) {
  if (saving.has(group.id)) {
    // One after the other, so that the newer value is the one that stays.
    saving.set(group.id, true);
    return;
  }
  clearTimeout(timers.get(group.id));
  const sent = group.keys.filter(key => drafts.has(key)).map(key => [key, drafts.get(key)]);
  if (!sent.length) {
    return;
  }
  saving.set(group.id, false);
  told(group.id, 'Saving …');
  try {
    const answer = await put('/api/settings', Object.fromEntries(sent.map(([key, entry]) => [key, entry.sent])));
    // What was typed meanwhile stays.
    sent.filter(([key, entry]) => drafts.get(key) === entry).forEach(([key]) => drafts.delete(key));
    state.settings = answer.settings;
    state.settingsNotice = answer.notice ?? null;
    told(group.id, `Saved at ${time(new Date())}.`);
  } catch (error) {
    // A reset is no typing that would be worth to be kept.
    sent.filter(([, entry]) => entry.sent === null).forEach(([key]) => drafts.delete(key));
    const { problems: found, rest } = problems(group, error, sent.map(([key]) => key));
    told(group.id, `Not saved.${rest ? ` ${rest}` : ''}`, { error: true, problems: found });
  }
  const again = saving.get(group.id);
  saving.delete(group.id);
  if (again) {
    save(group);
  }
}
