import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, bytes, bytesOf, clock, day, duration, megabytes, percent, ratio, seconds, shortName, until, withExtension } from '../../../web/app/shared/format.js';

test('sizes have the unit that people would use', () => {
  assert.deepEqual([0, 999, 500_000, 1e6, 142e6, 1e9, 1.549e9, 23e9].map(bytes), ['0 kB', '1 kB', '500 kB', '1 MB', '142 MB', '1.0 GB', '1.5 GB', '23 GB']);
  assert.equal(bytes(undefined), '');
  assert.equal(megabytes(1500), '1.5 GB');
  assert.equal(bytesOf(45e6, 142e6), '45 MB of 142 MB');
});

test('a ratio needs a whole', () => {
  assert.equal(ratio(1, 4), 0.25);
  assert.equal(ratio(1, undefined), undefined);
  assert.equal(ratio(0, 0), undefined);
  assert.equal(percent(0.255), '26 %');
});

test('durations have two units at most', () => {
  assert.deepEqual([-1, 0.4, 12, 59.6, 60, 258, 3600, 7500, 7499].map(duration),
    ['0 s', '0 s', '12 s', '1 min', '1 min', '4 min 18 s', '1 h', '2 h 5 min', '2 h 4 min']);
  assert.deepEqual([300, 9949, 9950, 12_400].map(seconds), ['0.3 s', '9.9 s', '10 s', '12 s']);
});

test('a place in a recording', () => {
  assert.deepEqual([-1, 7.9, 725, 3723].map(clock), ['0:00', '0:07', '12:05', '1:02:03']);
});

test('before and after now', () => {
  const now = Date.parse('2026-01-31T12:00:00Z');
  assert.equal(ago('2026-01-31T11:59:18Z', now), '42 s ago');
  assert.equal(ago('2026-01-31T12:00:01Z', now), 'just now');
  assert.equal(until('2026-01-31T12:04:18Z', now), '4 min 18 s');
});

test('days are counted by the calendar', () => {
  const now = new Date(2026, 0, 2, 0, 30);
  assert.equal(day(new Date(2026, 0, 2, 0, 10), now), 'Today');
  assert.equal(day(new Date(2026, 0, 1, 23, 50), now), 'Yesterday');
  assert.match(day(new Date(2025, 11, 31, 23, 50), now), /31.*2025|2025.*31/);
  assert.doesNotMatch(day(new Date(2026, 5, 3), new Date(2026, 5, 30)), /2026/);
});

test('a long name keeps both ends', () => {
  assert.equal(shortName('talk.mp3'), 'talk.mp3');
  assert.equal(shortName('x'.repeat(48)), 'x'.repeat(48));
  assert.equal(shortName(`${'a'.repeat(28)}${'😀'.repeat(30)}part 2.wav`), `${'a'.repeat(28)}…${'😀'.repeat(8)}part 2.wav`);
});

test('a transcript is named after its recording', () => {
  assert.equal(withExtension('talk.mp3', 'srt'), 'talk.srt');
  assert.equal(withExtension('/recordings/2026.01/talk', 'vtt'), 'talk.vtt');
  assert.equal(withExtension('C:\\recordings\\my.talk.mp3', 'txt'), 'my.talk.txt');
  assert.equal(withExtension('.hidden', 'json'), '.hidden.json');
});
