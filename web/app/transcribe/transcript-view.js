// One transcript in a view of its own, by the id of its job.
import { html, nothing } from '../shared/html.js';
import { state } from '../shared/store.js';
import { open } from './following.js';
import { onReaderKey } from './reader.js';
import { transcriptPage } from './transcript-card.js';
import { session } from './transcripts.js';

// Keys that nothing else on the page uses are the player's.
addEventListener('keydown', event => state.view === 'transcript' && session.opened && !event.defaultPrevented && onReaderKey(session.opened, event));

export const transcriptView = {
  id: 'transcript',
  title: 'Transcript',
  open,
  render: () => html`<div class="transcribe">${session.opened ? transcriptPage(session.opened) : nothing}
    <p class="hidden" aria-live="polite"><span lang=${session.announcementLanguage ?? nothing} dir="auto">${session.announcement}</span></p></div>`
};
