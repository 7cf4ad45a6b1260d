// The segments of a transcript: {start, end, text}, times in seconds.

/** Seconds of silence between two segments from which on the second one begins a paragraph, as in the texts of the service. */
const PARAGRAPH_PAUSE = 2;
/** Players report a time a little before the one that they were set to. */
const TOLERANCE = 0.05;

export const segmentKey = ({ start, end, text }) => `${start} ${end} ${text}`;

/** Each segment once, by time. */
export function mergeSegments(known, more) {
  const byKey = new Map([...known, ...more].map(segment => [segmentKey(segment), segment]));
  return [...byKey.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

export const beginsParagraph = (segments, index) => index > 0 && segments[index].start - segments[index - 1].end >= PARAGRAPH_PAUSE;

/** The index of the segment that is spoken at a time; -1 before the first one. */
export const segmentAt = (segments, time) => segments.findLastIndex(segment => segment.start <= time + TOLERANCE);
