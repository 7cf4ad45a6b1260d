// The list of what was decided about models, and why.
import { html, nothing, repeat } from '../html.js';
import { changed, state } from '../store.js';
import { time } from '../format.js';
import { badge, empty } from '../parts/parts.js';
import { actions, badgeOf, numbers, word } from '../parts/marks.js';

const PAGE = 50;

let action = '';
let limit = PAGE;
/** What is shown; behind state.decisions while the list is being read. */
let shown = [];
/** The newest one that was told to screen readers; what was there when the view opened is not told. */
let told;
let announcement = '';

/** Whether somebody is in the list with pointer or focus, or has scrolled into it. */
function read() {
  const list = document.getElementById('decisions');
  return list && (list.matches(':hover, :focus-within') || list.getBoundingClientRect().top < 0);
}

function announce() {
  const newest = state.decisions[0];
  if (told === undefined) {
    // All comes at once; where there is no reading, the list was not asked for yet.
    told = state.reading ? newest ?? null : undefined;
  } else if (newest && newest !== told) {
    const before = state.decisions.findIndex(each => each.at === told?.at);
    const more = before < 0 ? 0 : before - 1;
    announcement = `${newest.model} ${word(newest.action)}: ${newest.reason}${more ? `, and ${more} more` : ''}`;
    told = newest;
  }
}

/** "asked by job 0mw...": the job can be looked at. */
const reason = text => text.split(/\b(job [0-9a-z]{20,})\b/).map(part => (/^job [0-9a-z]{20,}$/.test(part) ? html`<a href="#transcript/${part.slice(4)}">a job</a>` : part));

function line(decision) {
  const figures = numbers(decision);
  return html`<li>
    <time class="soft number" datetime=${decision.at}>${time(decision.at)}</time>
    <span>${badge(badgeOf(decision.action), word(decision.action))}</span>
    <strong>${decision.model}</strong>
    <span class="why">${reason(decision.reason)}${figures ? html` <span class="soft number">(${figures})</span>` : nothing}</span></li>`;
}

function filter() {
  return html`<label for="decisions-of">Show</label>
    <select id="decisions-of" @change=${event => { action = event.target.value; limit = PAGE; changed(); }}>
      <option value="" .selected=${!action}>everything</option>
      ${actions.map(each => html`<option value=${each} .selected=${each === action}>${word(each)}</option>`)}
    </select>`;
}

const same = (decision, of) => !of || decision.action === of;

export function decisions() {
  announce();
  if (!read() || !shown.length) {
    shown = state.decisions;
  }
  const waiting = state.decisions.indexOf(shown[0]);
  const fresh = waiting < 0 ? state.decisions.length : waiting;
  const found = shown.filter(each => same(each, action));
  return html`<section class="card" aria-labelledby="decisions-title">
    <div class="row decisions-head"><h2 id="decisions-title" class="grow">Decisions</h2>
      <button class="small plain fresh ${fresh ? '' : 'gone'}" @click=${() => { shown = state.decisions; changed(); }}>${fresh} new, show</button>${filter()}</div>
    <p class="hidden" role="status">${announcement}</p>
    ${found.length ? html`<ol id="decisions" class="decisions">${repeat(found.slice(0, limit), each => `${each.at} ${each.model} ${each.action}`, line)}</ol>`
      : empty(action ? 'No such decision lately.' : 'No decisions yet. Every model that is loaded or unloaded is listed here, with the reason.')}
    ${found.length > limit ? html`<p><button class="plain" @click=${() => { limit += PAGE; changed(); }}>Show more</button>
      <span class="soft small">${limit} of ${found.length}</span></p>` : nothing}
  </section>`;
}
