// Puts the page together: which view is open, what stands around it, and when it is drawn.
import { html, nothing, render } from './html.js';
import { clock } from './format.js';
import { bus } from './live.js';
import { changed, drawBy, setting, state } from './store.js';
import { asking } from './parts/ask.js';
import { banners, toasts } from './parts/banners.js';
import { bell, titled } from './parts/notify.js';
import { recordingFor } from './parts/recorder.js';
import { jobs } from './views/jobs.js';
import { machine } from './views/machine.js';
import { models } from './views/models.js';
import { settings } from './views/settings.js';
import { transcribe } from './views/transcribe.js';
import { transcript } from './views/transcript.js';

/** Those that the header leads to: {id, title, render(), count?(): number shown beside its title}. */
const TABS = [transcribe, jobs, models, machine, settings];
/** And what is looked at by itself; its `open(of)` is told of what. */
const VIEWS = [...TABS, transcript];

function route() {
  const [wanted, of = null] = location.hash.slice(1).split('/');
  const known = VIEWS.find(view => view.id === wanted && Boolean(of) === Boolean(view.open));
  if (!known) {
    // What the address says is what is shown.
    history.replaceState(null, '', '#transcribe');
    route();
    return;
  }
  if (known.id !== state.view || of !== state.of) {
    // A view begins at its top, not where the one before was left.
    scrollTo(0, 0);
    known.open?.(of);
  }
  Object.assign(state, { view: known.id, of });
  changed();
}

function tab(view) {
  const count = view.count?.();
  const seconds = view === transcribe ? recordingFor() : null;
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
  titled(view.title);
  return html`
    <header class="top">
      <a class="logo" href="#transcribe"><img src="/favicon.svg" alt="" width="28" height="28"><span>Earshot</span></a>
      <nav aria-label="Views">${TABS.map(tab)}</nav>
      ${bell()}
      ${memory()}
    </header>
    ${banners()}
    <main id="main" tabindex="-1" class="view-${view.id}">${view.render()}</main>
    ${toasts()}${asking()}`;
}

drawBy(() => render(page(), document.getElementById('app')));
addEventListener('hashchange', route);
// By script: its own link would take the view's name out of the address.
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  document.getElementById('main').focus();
});
route();
changed();
bus.open();
// Times such as "42 s ago" go on by themselves.
setInterval(() => document.visibilityState === 'visible' && changed(), 1000);
