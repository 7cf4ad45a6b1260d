// Takes a transcript out of the page: into the clipboard, or as a file, as the service writes it.
import { html } from '../html.js';
import { attempt, file } from '../api.js';
import { tell } from '../store.js';

/** By file ending: what it is, in words. */
const FORMATS = { txt: 'Text', srt: 'Subtitles', vtt: 'Web subtitles', json: 'JSON' };

const written = (job, ending, more = '') => file(`/api/jobs/${job.id}/transcript?format=${ending === 'json' ? 'verbose_json' : ending}${more}`);

/** @param {Element} box what is selected where the browser lends no clipboard, as it does not without https */
async function put(text, box, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(box);
    if (!document.execCommand('copy')) {
      tell('error', 'This browser does not let the page copy. The text is selected: copy it with the keyboard.');
      return;
    }
  }
  tell('done', done);
}

export const copy = (job, box) => attempt(async () => put((await (await written(job, 'txt')).text()).trim(), box, 'The text is copied.'));

/** talk.mp3 as talk.srt. */
function fileName(media, ending) {
  const dot = media.lastIndexOf('.');
  return `${dot > 0 ? media.slice(0, dot) : media}.${ending}`;
}

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** A button for each kind of file. @param {string} name of the recording */
export const downloads = (job, name) => html`<span class="row downloads" role="group" aria-label="Download ${name} as">
  <span class="soft small" aria-hidden="true">Download</span>
  ${Object.entries(FORMATS).map(([ending, words]) => html`<button class="plain small" title=${words} @click=${() => attempt(async () =>
    save(await written(job, ending), fileName(name.split(/[\\/]/).at(-1), ending)))}>${ending}</button>`)}</span>`;

/** Several as one text, each under its name. @param all of {name, job} */
const together = async all => (await Promise.all(all.map(async ({ name, job }) => `${name}\n\n${(await (await written(job, 'txt')).text()).trim()}\n`))).join('\n\n');

export const copyAll = (all, box) => attempt(async () => put(await together(all), box, `The text of ${all.length} transcripts is copied.`));

export const saveAll = all => attempt(async () => save(new Blob([await together(all)], { type: 'text/plain;charset=utf-8' }), 'transcripts.txt'));
