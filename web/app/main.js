// Puts the page together: which view is open, what stands around it, and when it is drawn.
import { html, nothing, render } from './html.js';
import { bus } from './live.js';
import { changed, drawBy, setting, state } from './store.js';
import { banners, toasts } from './parts/banners.js';
import { jobs } from './views/jobs.js';
import { machine } from './views/machine.js';
import { models } from './views/models.js';
import { settings } from './views/settings.js';
import { transcribe } from './views/transcribe.js';

/** Every view: {id, title, render(), count?(): number shown beside its title}. */
const VIEWS = [transcribe, jobs, models, machine, settings];

function route() {
  const wanted = location.hash.slice(1);
  const known = VIEWS.find(view => view.id === wanted);
  if (known) {
    if (known.id !== state.view) {
      // A view begins at its top, not where the one before was left.
      scrollTo(0, 0);
    }
    state.view = known.id;
    document.title = `${known.title} – Earshot`;
    changed();
  }
}

function tab(view) {
  const count = view.count?.();
  return html`<a href="#${view.id}" aria-current=${view.id === state.view ? 'page' : nothing}>${view.title}${count
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
  return html`
    <header class="top">
      <a class="logo" href="#transcribe"><img src="/favicon.svg" alt="" width="28" height="28"><span>Earshot</span></a>
      <nav aria-label="Views">${VIEWS.map(tab)}</nav>
      ${memory()}
    </header>
    ${banners()}
    <main id="main" tabindex="-1" class="view-${view.id}">${view.render()}</main>
    ${toasts()}`;
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
