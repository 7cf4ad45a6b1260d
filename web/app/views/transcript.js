// One transcript in a view of its own: it outlives the page that began it.
import { html, nothing } from '../html.js';
import { keyed } from '../parts/reader.js';
import { transcriptPage } from '../parts/transcript.js';
import { state } from '../store.js';
import { open, session } from '../transcripts.js';

// Keys that nothing else on the page wants are the player's.
addEventListener('keydown', event => state.view === 'transcript' && session.opened && !event.defaultPrevented && keyed(session.opened, event));

export const transcript = {
  id: 'transcript',
  title: 'Transcript',
  open,
  render: () => html`<div class="transcribe">${session.opened ? transcriptPage(session.opened) : nothing}
    <p class="hidden" aria-live="polite"><span lang=${session.saidIn ?? nothing} dir="auto">${session.said}</span></p></div>`
};
