// The event bus, over Vert.x' bridge protocol on a plain WebSocket. It only listens. A lost connection is made anew, again and again,
// and whoever listens is told to catch up by REST: events are hints, and some may have been missed.
import { key, post } from './api.js';
import { state } from './store.js';

const SLOWEST = 10000;
const PING = 20000;

export class Bus {
  /**
   * @param {Record<string, (body: object) => void>} topics what to do with what is said, by address
   * @param {(state: 'connecting' | 'open' | 'lost') => void} connection
   * @param {() => void} catchUp called after each (re)connection, and whenever something was missed
   */
  constructor(topics, connection, catchUp) {
    this.topics = topics;
    this.connection = connection;
    this.catchUp = catchUp;
    this.tries = 0;
    addEventListener('online', () => this.hurry());
  }

  async open() {
    clearTimeout(this.again);
    if (this.socket) {
      // One at a time: whatever becomes of the last one does not matter any more.
      this.socket.onclose = null;
      this.socket.close();
    }
    let address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/eventbus/websocket`;
    try {
      if (key()) {
        address += `?ticket=${encodeURIComponent((await post('/api/eventbus/ticket')).ticket)}`;
      }
    } catch {
      this.lost();
      return;
    }
    this.socket = new WebSocket(address);
    this.socket.onopen = () => this.opened();
    // Refusals come as binary frames; nothing is asked that could be refused.
    this.socket.onmessage = message => typeof message.data === 'string' && this.heard(JSON.parse(message.data));
    this.socket.onclose = () => this.lost();
  }

  opened() {
    this.tries = 0;
    for (const address of Object.keys(this.topics)) {
      this.socket.send(JSON.stringify({ type: 'register', address }));
    }
    this.pings = setInterval(() => this.socket.send('{"type":"ping"}'), PING);
    this.connection('open');
    this.catchUp();
  }

  heard(frame) {
    if (frame.type !== 'rec') {
      return;
    }
    if (frame.address === 'earshot.http.missed') {
      this.catchUp();
    } else {
      this.topics[frame.address]?.(frame.body);
    }
  }

  lost() {
    clearInterval(this.pings);
    this.connection('lost');
    if (!this.asked) {
      // Never heard anything yet: what REST says is better than an empty page.
      this.asked = true;
      this.catchUp();
    }
    clearTimeout(this.again);
    if (state.locked) {
      // Without a key there is no use in trying; who gives one hurries.
      return;
    }
    this.again = setTimeout(() => this.open(), Math.min(SLOWEST, 250 * 2 ** this.tries++));
  }

  /** Tries at once: the network is back, or there is a key now. */
  hurry() {
    if (this.socket?.readyState !== WebSocket.OPEN) {
      this.tries = 0;
      this.open();
    }
  }
}
