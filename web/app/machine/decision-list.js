// The list of decisions about models, with their reasons.
import { html, nothing, repeat } from '../shared/html.js';
import { time } from '../shared/format.js';
import { changed, state } from '../shared/store.js';
import { badge, empty } from '../shared/widgets.js';
import { actionBadge, actionLabel, actions, figures } from './decision-marks.js';

const PAGE = 50;

/** The action that is shown; empty for all. */
let filter = '';
let limit = PAGE;
/** The decisions that are shown; older than state.decisions while the user reads them. */
let shown = [];
/** The newest one that was announced to screen readers; those before the view was opened are not. */
let announced;
let announcement = '';

/** Whether pointer or focus are in the list, or the user has scrolled into it. */
function isBeingRead() {
  const list = document.getElementById('decisions');
  return list && (list.matches(':hover, :focus-within') || list.getBoundingClientRect().top < 0);
}

function announce() {
  const newest = state.decisions[0];
  if (announced === undefined) {
    // Everything is loaded at once: without a reading, the decisions are not loaded either.
    announced = state.reading ? newest ?? null : undefined;
  } else if (newest && newest !== announced) {
    const previous = state.decisions.findIndex(each => each.at === announced?.at);
    const more = previous < 0 ? 0 : previous - 1;
    announcement = `${newest.model} ${actionLabel(newest.action)}: ${newest.reason}${more ? `, and ${more} more` : ''}`;
    announced = newest;
  }
}

/** With a link where a job is all of the reason. */
const reason = decision => (decision.action === 'load' && decision.job ? html`requested by <a href="#transcript/${decision.job}">a job</a>` : decision.reason);

function line(decision) {
  const numbers = figures(decision);
  return html`<li>
    <time class="soft number" datetime=${decision.at}>${time(decision.at)}</time>
    <span>${badge(actionBadge(decision.action), actionLabel(decision.action))}</span>
    <strong>${decision.model}</strong>
    <span class="why">${reason(decision)}${numbers ? html` <span class="soft number">(${numbers})</span>` : nothing}</span></li>`;
}

function filterSelect() {
  return html`<label for="decisions-of">Show</label>
    <select id="decisions-of" @change=${event => { filter = event.target.value; limit = PAGE; changed(); }}>
      <option value="" .selected=${!filter}>everything</option>
      ${actions.map(each => html`<option value=${each} .selected=${each === filter}>${actionLabel(each)}</option>`)}
    </select>`;
}

export function decisionList() {
  announce();
  if (!isBeingRead() || !shown.length) {
    shown = state.decisions;
  }
  const index = state.decisions.indexOf(shown[0]);
  const newer = index < 0 ? state.decisions.length : index;
  const found = shown.filter(decision => !filter || decision.action === filter);
  return html`<section class="card" aria-labelledby="decisions-title">
    <div class="row decisions-head"><h2 id="decisions-title" class="grow">Decisions</h2>
      <button class="small plain fresh ${newer ? '' : 'gone'}" @click=${() => { shown = state.decisions; changed(); }}>${newer} new, show</button>${filterSelect()}</div>
    <p class="hidden" role="status">${announcement}</p>
    ${found.length ? html`<ol id="decisions" class="decisions">${repeat(found.slice(0, limit), each => `${each.at} ${each.model} ${each.action}`, line)}</ol>`
      : empty(filter ? 'No such decision lately.' : 'No decisions yet. Every model that is loaded or unloaded is listed here, with the reason.')}
    ${found.length > limit ? html`<p><button class="plain" @click=${() => { limit += PAGE; changed(); }}>Show more</button>
      <span class="soft small">${limit} of ${found.length}</span></p>` : nothing}
  </section>`;
}
