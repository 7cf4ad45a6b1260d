// Takes a transcript out of the page: into the clipboard, or as a file.
import { html } from '../html.js';
import { tell } from '../store.js';
import { fileName, formats } from '../subtitles.js';

/** @param {Element} box what is selected where the browser lends no clipboard, as it does not without https */
export async function copy(text, box) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(box);
    if (!document.execCommand('copy')) {
      tell('error', 'This browser does not let the page copy. The text is selected: copy it with the keyboard.');
      return;
    }
  }
  tell('done', 'The text is copied.');
}

function download(transcript, name, ending) {
  const { type, write } = formats[ending];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([write(transcript)], { type }));
  link.download = fileName(name, ending);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** A button for each kind of file. @param transcript {job, segments, text}; @param {string} name of the sound's file */
export const downloads = (transcript, name) => html`<span class="row downloads" role="group" aria-label="Download ${name} as">
  <span class="soft small" aria-hidden="true">Download</span>
  ${Object.keys(formats).map(ending => html`<button class="plain small" @click=${() => download(transcript, name, ending)}>${ending}</button>`)}</span>`;
