// The event bus, over a plain WebSocket in the words of Vert.x' bridge. It only listens. A lost connection is made anew, again and again,
// and whoever listens is told to catch up by REST: events are hints, and some may have been missed.
import { key, post } from './api.js';
import { state } from './store.js';

const SLOWEST = 10000;
const PING = 20000;

export class Bus {
  /**
   * @param {Record<string, (body: object) => void>} topics what to do with what is said, by address
   * @param {(state: 'open' | 'lost') => void} connection
   * @param {() => void} catchUp called after each (re)connection, when everything said from then on is heard, and whenever something was missed
   */
  constructor(topics, connection, catchUp) {
    this.topics = topics;
    this.connection = connection;
    this.catchUp = catchUp;
    this.tries = 0;
    addEventListener('online', () => this.hurry());
  }

  async open() {
    this.drop();
    // Of several attempts only the last counts: a ticket may take its time.
    const attempt = this.attempt = {};
    let address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/eventbus/websocket`;
    try {
      if (key()) {
        address += `?ticket=${encodeURIComponent((await post('/api/eventbus/ticket')).ticket)}`;
      }
    } catch {
      if (attempt === this.attempt) {
        this.lost();
      }
      return;
    }
    if (attempt !== this.attempt) {
      return;
    }
    const socket = this.socket = new WebSocket(address);
    const mine = does => event => socket === this.socket && does(event);
    socket.onopen = mine(() => this.opened());
    socket.onmessage = mine(message => this.heard(JSON.parse(message.data)));
    socket.onclose = mine(() => this.lost());
  }

  opened() {
    for (const address of Object.keys(this.topics)) {
      this.socket.send(JSON.stringify({ type: 'register', address }));
    }
    this.ping();
    this.pings = setInterval(() => this.ping(), PING);
  }

  /** A connection whose other end is gone can look open for a quarter of an hour: one that gives no answer is given up. */
  ping() {
    if (this.unanswered) {
      this.lost();
    } else {
      this.unanswered = true;
      this.socket.send('{"type":"ping"}');
    }
  }

  heard(frame) {
    this.unanswered = false;
    if (frame.type === 'pong' && !this.listening) {
      // Everything that was sent before the ping has been taken in: nothing is missed from here on.
      this.listening = true;
      this.tries = 0;
      this.connection('open');
      this.catchUp();
    } else if (frame.address === 'earshot.http.missed') {
      this.catchUp();
    } else {
      this.topics[frame.address]?.(frame.body);
    }
  }

  lost() {
    this.drop();
    this.connection('lost');
    if (!this.asked) {
      // Never heard anything yet: what REST says is better than an empty page.
      this.asked = true;
      this.catchUp();
    }
    if (!state.locked) {
      // Without a key there is no use in trying; who gives one hurries.
      this.again = setTimeout(() => this.open(), Math.min(SLOWEST, 250 * 2 ** this.tries++));
    }
  }

  /** Tries at once: the network is back, or there is a key now. */
  hurry() {
    if (!this.listening) {
      this.tries = 0;
      this.open();
    }
  }

  /** The service has answered by another way, so the next attempt need not wait. */
  nudge() {
    if (this.again) {
      this.open();
    }
  }

  drop() {
    clearTimeout(this.again);
    this.again = undefined;
    clearInterval(this.pings);
    const last = this.socket;
    this.socket = null;
    this.attempt = null;
    this.listening = false;
    this.unanswered = false;
    last?.close();
  }
}
