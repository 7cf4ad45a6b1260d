// Where a transcript is read: its lines with their times, in paragraphs, and the player that they lead to.
import { guard, html, nothing, repeat } from '../html.js';
import { attempt, file, key } from '../api.js';
import { clock } from '../format.js';
import { writtenIn } from '../languages.js';
import { changed } from '../store.js';
import { segmentKey } from '../transcripts.js';

/** Seconds of silence between two lines that begin a paragraph, as in the texts of the service. */
const PAUSE = 2;
/** Seconds that an arrow key goes. */
const STEP = 5;
const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

let speed = 1;

const audioOf = transcript => document.querySelector(`#${transcript.id} audio`);

/** What the player plays: the file that this page has, or what the service has kept; null where there is neither, undefined where it is to be asked for. */
function source(transcript) {
  if (transcript.audio || !transcript.job?.has_audio) {
    return transcript.audio ?? null;
  }
  // A player sends no key.
  return key() ? undefined : `/api/jobs/${transcript.job.id}/audio`;
}

const fetched = transcript => attempt(async () => {
  transcript.audio = URL.createObjectURL(await file(`/api/jobs/${transcript.job.id}/audio`));
  changed();
});

const play = audio => attempt(() => audio.play().catch(error => (error.name === 'AbortError' ? null
  : Promise.reject(new Error('This browser cannot play this file. Its text is not affected.')))));

function playFrom(transcript, segment) {
  const audio = audioOf(transcript);
  if (audio) {
    audio.currentTime = segment.start;
    play(audio);
  }
}

/** The whole line plays, unless somebody selects words in it. */
const clicked = (transcript, segment) => getSelection().isCollapsed && playFrom(transcript, segment);

/** A recording of a browser does not say how long it is, until its end was looked for. */
function measured({ target }) {
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

/** Follows the audio: which line is it at? */
function heardUntil(transcript, audio) {
  if ('measuring' in audio.dataset) {
    return;
  }
  const line = audio.ended ? -1 : transcript.segments.findLastIndex(segment => segment.start <= audio.currentTime + 0.05);
  if (line !== transcript.line) {
    const before = document.querySelector(`#${transcript.id} .playing`)?.getBoundingClientRect();
    transcript.line = line;
    changed();
    requestAnimationFrame(() => show(document.querySelector(`#${transcript.id} .playing`), before));
  }
}

/** Scrolls a box within itself only. Where the page is the box, it goes along only with who has the line before in sight. */
function show(line, before) {
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

const calls = 'button, a, summary, input, select, textarea, audio, dialog';

/** Space plays and stops, arrows go to and fro; the controls keep their own keys. */
export function keyed(transcript, event) {
  const audio = audioOf(transcript);
  const at = event.target.closest(calls);
  const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
  if (!audio || event.ctrlKey || event.metaKey || event.altKey || (at && !(step && at.matches('.stamp')))) {
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

function choose(transcript, event) {
  speed = Number(event.target.value);
  const audio = audioOf(transcript);
  audio.playbackRate = speed;
}

function player(transcript) {
  const { name } = transcript;
  const src = source(transcript);
  if (src === null) {
    return nothing;
  }
  if (src === undefined) {
    return html`<div class="player"><button class="plain small" @click=${() => fetched(transcript)}>Load the audio</button></div>`;
  }
  return html`<div class="player row"><audio controls preload="metadata" class="grow" src=${src} aria-label="Audio of ${name}"
      @loadedmetadata=${measured} @timeupdate=${event => heardUntil(transcript, event.target)} @ended=${event => heardUntil(transcript, event.target)}></audio>
    <label><span class="hidden">Speed of ${name}</span><select class="speed" title="Speed" @change=${event => choose(transcript, event)}>
      ${SPEEDS.map(each => html`<option value=${each} .selected=${each === speed}>${each} ×</option>`)}</select></label></div>`;
}

function lines(transcript, canPlay) {
  const { segments, job, line } = transcript;
  const begins = index => index > 0 && segments[index].start - segments[index - 1].end >= PAUSE;
  return html`<ol class="lines" aria-label="Transcript of ${transcript.name}">${repeat(segments, segmentKey, (segment, index) => html`
    <li class="${index === line ? 'playing' : ''} ${begins(index) ? 'paragraph' : ''} ${canPlay ? 'playable' : ''}" @click=${() => clicked(transcript, segment)}>
      ${canPlay ? html`<button class="quiet stamp number" aria-label="Play from ${clock(segment.start)}" @click=${event => { event.stopPropagation(); playFrom(transcript, segment); }}>${clock(segment.start)}</button>`
        : html`<span class="stamp number">${clock(segment.start)}</span>`}
      <span class="said" lang=${writtenIn(job) ?? nothing} dir="auto">${segment.text.trim()}</span></li>`)}</ol>`;
}

/** The player above the lines, so that it stays in sight. */
export function reader(transcript) {
  const { segments, line, job } = transcript;
  const canPlay = typeof source(transcript) === 'string';
  return segments.length ? html`${player(transcript)}${guard([segments, line, writtenIn(job), canPlay], () => lines(transcript, canPlay))}` : nothing;
}
