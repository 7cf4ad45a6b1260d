// The name of a file. A long one keeps both ends: what it is about, and which one it is.
import { html } from '../html.js';

const LONGEST = 48;
const HEAD = 28;
const TAIL = 18;

export function short(name) {
  const letters = [...name];
  return letters.length > LONGEST ? `${letters.slice(0, HEAD).join('').trimEnd()}…${letters.slice(-TAIL).join('').trimStart()}` : name;
}

export const named = name => (short(name) === name ? name : html`<span title=${name}>${short(name)}</span>`);
