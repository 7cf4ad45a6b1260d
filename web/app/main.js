// Puts the page together: the view that is open, what is around it, and when it is drawn.
import { banners, toasts } from './shared/banners.js';
import { confirmDialog } from './shared/confirm.js';
import { clock } from './shared/format.js';
import { html, nothing, render } from './shared/html.js';
import { changed, renderWith, setting, state } from './shared/store.js';
import { start } from './shared/sync.js';
import { jobSearch } from './jobs/job-search.js';
import { jobsView } from './jobs/jobs-view.js';
import { machineView } from './machine/machine-view.js';
import { modelsView } from './models/models-view.js';
import { settingsView } from './settings/settings-view.js';
import { telemetryCard, telemetryQuestion } from './settings/telemetry-card.js';
import { following, pollWithoutBus } from './transcribe/following.js';
import { notificationButton, updateTitle } from './transcribe/notifications.js';
import { recordedSeconds } from './transcribe/recorder.js';
import { scrolling, transcribeView } from './transcribe/transcribe-view.js';
import { transcriptView } from './transcribe/transcript-view.js';
import { uploads } from './transcribe/uploads.js';

/** The views in the header: {id, title, render(), count?(): a number beside the title}. */
const TABS = [transcribeView, jobsView, modelsView, machineView, settingsView];
/** And the view of a single item, whose id follows its own in the address: `open(item)` selects it. */
const VIEWS = [...TABS, transcriptView];

function route() {
  const [id, item = null] = location.hash.slice(1).split('/');
  const view = VIEWS.find(each => each.id === id && Boolean(item) === Boolean(each.open));
  if (!view) {
    // The address is that of the view that is shown.
    history.replaceState(null, '', '#transcribe');
    route();
    return;
  }
  if (view.id !== state.view || item !== state.item) {
    // Each view starts at its top.
    scrollTo(0, 0);
    view.open?.(item);
  }
  Object.assign(state, { view: view.id, item });
  changed();
}

function tab(view) {
  const count = view.count?.();
  const seconds = view === transcribeView ? recordedSeconds() : null;
  return html`<a href="#${view.id}" aria-current=${view.id === state.view ? 'page' : nothing}>${view.title}${seconds === null ? nothing
    : html` <span class="recording number"><span class="hidden">recording for</span> ${clock(seconds)}</span>`}${count
    ? html` <span class="count" aria-label="${count} active">${count}</span>` : nothing}</a>`;
}

function memory() {
  const reading = state.reading;
  if (!reading || setting('dashboard.show_memory')?.value === false) {
    return nothing;
  }
  const system = reading.system;
  return html`<a class="memory ${system.status}" href="#machine" title="Memory of ${system.container ? 'the container' : 'the machine'} in use; of it Earshot ${Math.round(reading.process.rss_mb)} MB">
    <span class="meter" aria-hidden="true"><span .style=${`width:${system.percent}%`}></span></span>
    <span>${Math.round(system.percent)} % of ${system.total_gb.toFixed(0)} GB, Earshot ${Math.round(reading.process.rss_mb)} MB</span></a>`;
}

function page() {
  const view = VIEWS.find(each => each.id === state.view);
  updateTitle(view.title);
  return html`
    <header class="top">
      <a class="logo" href="#transcribe"><img src="/favicon.svg" alt="" width="28" height="28"><span>Earshot</span></a>
      <nav aria-label="Views">${TABS.map(tab)}</nav>
      ${notificationButton()}
      ${memory()}
    </header>
    ${banners()}
    <main id="main" tabindex="-1" class="view-${view.id}">${telemetryQuestion()}${view.render()}</main>
    ${toasts()}${confirmDialog()}`;
}

renderWith(() => render(page(), document.getElementById('app')));
addEventListener('hashchange', route);
// By script: the link itself would remove the view from the address.
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  document.getElementById('main').focus();
});
route();
changed();
// In this order: `scrolling` looks at the page before the text that `following` adds is drawn, and scrolls after it.
start(following, uploads, jobSearch, scrolling, telemetryCard);
pollWithoutBus();
// Times such as "42 s ago" change by themselves.
setInterval(() => document.visibilityState === 'visible' && changed(), 1000);
