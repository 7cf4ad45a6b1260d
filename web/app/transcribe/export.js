// Copies a transcript to the clipboard, or saves it as a file, as the service writes it.
import { html } from '../shared/html.js';
import { attempt, getBlob } from '../shared/api.js';
import { withExtension } from '../shared/format.js';
import { showToast } from '../shared/store.js';

/** After that time the browser has read what it saves. */
const SAVED_MS = 60000;
/** By file extension: the format of the service, and its label. */
const FORMATS = { txt: ['text', 'Text'], srt: ['srt', 'Subtitles'], vtt: ['vtt', 'Web subtitles'], json: ['verbose_json', 'JSON'] };

const getTranscript = (job, extension) => getBlob(`/api/jobs/${job.id}/transcript?format=${FORMATS[extension][0]}`);

const getText = async job => (await (await getTranscript(job, 'txt')).text()).trim();

/** @param {Element} box is selected where the browser allows no access to the clipboard, as without https */
async function copyText(text, box, doneText) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(box);
    if (!document.execCommand('copy')) {
      showToast('error', 'This browser does not let the page copy. The text is selected: copy it with the keyboard.');
      return;
    }
  }
  showToast('done', doneText);
}

export const copy = (job, box) => attempt(async () => copyText(await getText(job), box, 'The text is copied.'));

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), SAVED_MS);
}

/** A button per format. @param {string} name of the recording */
export const downloadButtons = (job, name) => html`<span class="row downloads" role="group" aria-label="Download ${name} as">
  <span class="soft small" aria-hidden="true">Download</span>
  ${Object.entries(FORMATS).map(([extension, [, label]]) => html`<button class="plain small" title=${label} @click=${() => attempt(async () =>
    save(await getTranscript(job, extension), withExtension(name, extension)))}>${extension}</button>`)}</span>`;

/** Several as one text, each under its name. */
const joinTexts = async transcripts => (await Promise.all(transcripts.map(async ({ name, job }) => `${name}\n\n${await getText(job)}\n`))).join('\n\n');

export const copyAll = (transcripts, box) => attempt(async () => copyText(await joinTexts(transcripts), box, `The text of ${transcripts.length} transcripts is copied.`));

export const saveAll = transcripts => attempt(async () => save(new Blob([await joinTexts(transcripts)], { type: 'text/plain;charset=utf-8' }), 'transcripts.txt'));
