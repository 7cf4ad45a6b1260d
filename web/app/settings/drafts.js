// What was typed into settings and is not saved yet, so that no redraw loses it; and how it is saved, a group at a time.
import { put } from '../shared/api.js';
import { time } from '../shared/format.js';
import { changed, setting, state } from '../shared/store.js';

/** Between the last change and its saving: of the choices that arrow keys pass, only the last counts. */
const DEBOUNCE_MS = 500;

/** By key: {text: as it was typed, value: as it is sent}. */
const drafts = new Map();
/** The outcome of the last change, by group: {text, error, problems by key}. */
const outcomes = new Map();
/** By group. Apart from the outcomes: the outcome of one change must not remove the timer of the next. */
const timers = new Map();
/** Groups that are being saved, and whether they are to be saved again afterwards. */
const saving = new Map();

/** The value of a setting, or the one that it will have once it is saved. */
export const draftValue = key => (drafts.has(key) ? drafts.get(key).value : setting(key)?.value);

/** The text as it was typed; absent where nothing was. */
export const draftText = key => drafts.get(key)?.text;

export const outcomeOf = group => outcomes.get(group.id) ?? { problems: {} };

function setOutcome(group, text, more) {
  outcomes.set(group.id, { text, problems: {}, ...more });
  changed();
}

/** Text was typed, and more may follow. */
export function onInput(key, text, value = text) {
  drafts.set(key, { text, value });
  changed();
}

/** A control has a new value. */
export function onChange(group, key, text, value = text) {
  onInput(key, text, value);
  setOutcome(group, '');
  clearTimeout(timers.get(group.id));
  timers.set(group.id, setTimeout(() => save(group), DEBOUNCE_MS));
}

/** A control lost the focus: a value that is the same as before was no change. */
export function onBlur(key) {
  if (drafts.has(key) && drafts.get(key).value === setting(key)?.value) {
    drafts.delete(key);
  }
}

/** Removes the user's own values, so that those of the configuration or the defaults hold. */
export function reset(group, keys) {
  keys.forEach(key => drafts.set(key, { value: null }));
  save(group);
}

/**
 * Where the problems of a change are shown: at the control that was changed, also where its new value contradicts another setting of the
 * group; those of other settings below the group.
 *
 * @param {{id: string, keys: string[], names?: Record<string, string>}} group
 * @param {string[]} changedKeys
 * @returns {{problems: Record<string, string>, rest: string}}
 */
export function placeProblems(group, error, changedKeys) {
  const all = error.problems ?? [];
  const place = key => (changedKeys.includes(key) || !group.keys.includes(key) ? key : changedKeys[0]);
  const sentence = ({ key, message }) => (place(key) === key ? `This ${message}.` : `With this, '${group.names?.[key] ?? key}' ${message}.`);
  const problems = Object.fromEntries(all.filter(each => group.keys.includes(each.key)).map(each => [place(each.key), sentence(each)]));
  const rest = all.length ? all.filter(each => !group.keys.includes(each.key)).map(each => `${each.key} ${each.message}.`) : [error.message];
  return { problems, rest: rest.join(' ') };
}

async function save(group) {
  if (saving.has(group.id)) {
    // One after the other, so that the last value is the one that stays.
    saving.set(group.id, true);
    return;
  }
  clearTimeout(timers.get(group.id));
  const sent = group.keys.filter(key => drafts.has(key)).map(key => [key, drafts.get(key)]);
  if (!sent.length) {
    return;
  }
  saving.set(group.id, false);
  setOutcome(group, 'Saving …');
  try {
    const answer = await put('/api/settings', Object.fromEntries(sent.map(([key, draft]) => [key, draft.value])));
    // What was typed meanwhile stays.
    sent.filter(([key, draft]) => drafts.get(key) === draft).forEach(([key]) => drafts.delete(key));
    state.settings = answer.settings;
    state.settingsNotice = answer.notice ?? null;
    setOutcome(group, `Saved at ${time(new Date())}.`);
  } catch (error) {
    // A reset that failed leaves nothing that was typed.
    sent.filter(([, draft]) => draft.value === null).forEach(([key]) => drafts.delete(key));
    const { problems, rest } = placeProblems(group, error, sent.map(([key]) => key));
    setOutcome(group, `Not saved.${rest ? ` ${rest}` : ''}`, { error: true, problems });
  }
  const again = saving.get(group.id);
  saving.delete(group.id);
  if (again) {
    save(group);
  }
}
