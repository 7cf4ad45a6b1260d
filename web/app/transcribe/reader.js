// The text of a transcript: its lines with their times, in paragraphs, and the player that plays them.
import { guard, html, nothing, repeat } from '../shared/html.js';
import { apiKey, attempt, getBlob } from '../shared/api.js';
import { clock } from '../shared/format.js';
import { textLanguage } from '../shared/languages.js';
import { changed } from '../shared/store.js';
import { beginsParagraph, partialSegments, segmentAt, segmentKey } from './transcripts.js';

/** Seconds that an arrow key seeks. */
const STEP = 5;
const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

let speed = 1;

const playerOf = transcript => document.querySelector(`#${transcript.id} audio`);

const audioPath = transcript => `/api/jobs/${transcript.job.id}/audio`;

/** What the player plays: the file of this page, or the one that the service has kept; null where there is neither, undefined where it must be loaded. */
function source(transcript) {
  if (transcript.audioUrl || !transcript.job?.has_audio) {
    return transcript.audioUrl ?? null;
  }
  // A player sends no key.
  return apiKey() ? undefined : audioPath(transcript);
}

const loadAudio = transcript => attempt(async () => {
  transcript.audioUrl = URL.createObjectURL(await getBlob(audioPath(transcript)));
  changed();
});

const play = audio => attempt(() => audio.play().catch(error => (error.name === 'AbortError' ? null
  : Promise.reject(new Error('This browser cannot play this file. Its text is not affected.')))));

function playFrom(transcript, segment) {
  const audio = playerOf(transcript);
  if (audio) {
    audio.currentTime = segment.start;
    play(audio);
  }
}

/** A click anywhere in a line plays it, unless it ends a selection of words. */
const onLine = (transcript, segment) => getSelection().isCollapsed && playFrom(transcript, segment);

/** The recording of a browser reports no duration before its end was sought. */
function onMetadata({ target }) {
  target.playbackRate = speed;
  if (target.duration === Infinity) {
    const here = target.currentTime;
    target.dataset.measuring = '';
    target.addEventListener('durationchange', () => {
      target.currentTime = here;
      delete target.dataset.measuring;
    }, { once: true });
    target.currentTime = 1e7;
  }
}

/** Marks the line that is being played. */
function onTime(transcript, audio) {
  if ('measuring' in audio.dataset) {
    return;
  }
  const line = audio.ended ? -1 : segmentAt(transcript.segments, audio.currentTime);
  if (line !== transcript.line) {
    const before = document.querySelector(`#${transcript.id} .playing`)?.getBoundingClientRect();
    transcript.line = line;
    changed();
    requestAnimationFrame(() => scrollToLine(document.querySelector(`#${transcript.id} .playing`), before));
  }
}

/** Scrolls only within a box that scrolls. Where the page itself would scroll, it does so only if the line before was in sight. */
function scrollToLine(line, before) {
  const box = line?.parentElement;
  if (!line) {
    return;
  }
  if (box.scrollHeight > box.clientHeight + 1) {
    if (line.offsetTop < box.scrollTop || line.offsetTop + line.offsetHeight > box.scrollTop + box.clientHeight) {
      box.scrollTop = line.offsetTop - box.clientHeight / 3;
    }
  } else if (!before || (before.bottom > 0 && before.top < innerHeight)) {
    const { top, bottom } = line.getBoundingClientRect();
    if (top < innerHeight / 5 || bottom > innerHeight * 0.9) {
      line.scrollIntoView({ block: 'center' });
    }
  }
}

const CONTROLS = 'button, a, summary, input, select, textarea, audio, dialog';

/** Space plays and pauses, arrow keys seek; controls keep their own keys. */
export function onReaderKey(transcript, event) {
  const audio = playerOf(transcript);
  const control = event.target.closest(CONTROLS);
  const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
  if (!audio || event.ctrlKey || event.metaKey || event.altKey || (control && !(step && control.matches('.stamp')))) {
    return;
  }
  if (event.key === ' ') {
    audio.paused ? play(audio) : audio.pause();
  } else if (step) {
    audio.currentTime = Math.max(0, audio.currentTime + step);
  } else {
    return;
  }
  event.preventDefault();
}

function onSpeed(transcript, event) {
  speed = Number(event.target.value);
  playerOf(transcript).playbackRate = speed;
}

function player(transcript) {
  const { name } = transcript;
  const src = source(transcript);
  if (src === null) {
    return nothing;
  }
  if (src === undefined) {
    return html`<div class="player"><button class="plain small" @click=${() => loadAudio(transcript)}>Load the audio</button></div>`;
  }
  return html`<div class="player row"><audio controls preload="metadata" class="grow" src=${src} aria-label="Audio of ${name}"
      @loadedmetadata=${onMetadata} @timeupdate=${event => onTime(transcript, event.target)} @ended=${event => onTime(transcript, event.target)}></audio>
    <label><span class="hidden">Speed of ${name}</span><select class="speed" title="Speed" @change=${event => onSpeed(transcript, event)}>
      ${SPEEDS.map(each => html`<option value=${each} .selected=${each === speed}>${each} ×</option>`)}</select></label></div>`;
}

function lines(transcript, partial, canPlay) {
  const { job, line } = transcript;
  const known = transcript.segments.length;
  const segments = [...transcript.segments, ...partial];
  return html`<ol class="lines" aria-label="Transcript of ${transcript.name}">${repeat(segments, segmentKey, (segment, index) => html`
    <li class="${index === line ? 'playing' : ''} ${index < known ? '' : 'partial'} ${beginsParagraph(segments, index) ? 'paragraph' : ''} ${canPlay ? 'playable' : ''}" @click=${() => onLine(transcript, segment)}>
      ${canPlay ? html`<button class="quiet stamp number" aria-label="Play from ${clock(segment.start)}" @click=${event => { event.stopPropagation(); playFrom(transcript, segment); }}>${clock(segment.start)}</button>`
        : html`<span class="stamp number">${clock(segment.start)}</span>`}
      <span class="text" lang=${textLanguage(job) ?? nothing} dir="auto">${segment.text.trim()}</span></li>`)}</ol>`;
}

/** The player is above the lines, so that it stays in sight. */
export function reader(transcript) {
  const { segments, line, job } = transcript;
  const partial = partialSegments(transcript);
  const canPlay = typeof source(transcript) === 'string';
  return segments.length || partial.length ? html`${player(transcript)}${guard([segments, partial.map(segmentKey).join(), line, textLanguage(job), canPlay],
    () => lines(transcript, partial, canPlay))}` : nothing;
}
