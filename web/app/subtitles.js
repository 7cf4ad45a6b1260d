// A transcript as a file: plain text, SubRip, WebVTT (https://www.w3.org/TR/webvtt1/) and OpenAI's verbose JSON, as the service writes them.
import { languageName } from './languages.js';

/** HH:MM:SS and milliseconds. Rounded once, as a whole, so that 59.9996 s becomes one minute, not 59.1000. */
function time(seconds, decimal) {
  const ms = Math.round(Math.max(0, seconds) * 1000);
  const digits = (number, count) => String(number).padStart(count, '0');
  return `${digits(Math.floor(ms / 3600000), 2)}:${digits(Math.floor(ms / 60000) % 60, 2)}:${digits(Math.floor(ms / 1000) % 60, 2)}`
    + `${decimal}${digits(ms % 1000, 3)}`;
}

/** An empty line would end the cue, so line breaks in a row become one. */
const lines = text => text.trim().replace(/\s*[\r\n]\s*/g, '\n');

/** With > escaped no text can look like a timing line's arrow. */
const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const cue = (segment, decimal, text) => `${time(segment.start, decimal)} --> ${time(segment.end, decimal)}\n${text}\n\n`;

const spoken = segments => segments.filter(segment => segment.text.trim());

export const plain = ({ text, segments }) => text ?? segments.map(segment => segment.text).join('').trim();

const srt = ({ segments }) => spoken(segments).map((segment, index) => `${index + 1}\n${cue(segment, ',', lines(segment.text))}`).join('');

const vtt = ({ segments }) => `WEBVTT\n\n${spoken(segments).map(segment => cue(segment, '.', escaped(lines(segment.text)))).join('')}`;

/** What is not known is left out. After a translation the text is English, whatever was spoken. */
const json = transcript => {
  const { job, segments } = transcript;
  const spokenIn = job.language && job.language !== 'auto' ? languageName(job.language) : undefined;
  return JSON.stringify({
    task: job.kind,
    language: job.kind === 'translate' ? 'english' : spokenIn,
    duration: job.duration,
    text: plain(transcript),
    segments: segments.map(({ start, end, text }, id) => ({ id, start, end, text })),
    model: job.model,
    notice: job.notice
  }, null, 2);
};

/** By file ending: the media type, and how a transcript {job, text, segments} is written. */
export const formats = {
  txt: { type: 'text/plain;charset=utf-8', write: transcript => `${plain(transcript)}\n` },
  srt: { type: 'application/x-subrip;charset=utf-8', write: srt },
  vtt: { type: 'text/vtt;charset=utf-8', write: vtt },
  json: { type: 'application/json', write: json }
};

/** talk.mp3 as talk.srt. */
export function fileName(media, ending) {
  const dot = media.lastIndexOf('.');
  return `${dot > 0 ? media.slice(0, dot) : media}.${ending}`;
}
