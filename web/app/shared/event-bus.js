// The event bus, over a WebSocket in the protocol of Vert.x' bridge. It only listens. A lost connection is opened again with backoff, and
// listeners then synchronize by REST: events are hints, and some may have been missed.
import { apiKey, post } from './api.js';
import { state } from './store.js';

const BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 10000;
const PING_MS = 20000;
/** Sent by the bridge where it left events out, because this client read too slowly. */
const MISSED = 'earshot.http.missed';

export class EventBus {
  /**
   * @param {Record<string, (body: object) => void>} handlers of events, by address
   * @param {(state: 'open' | 'lost') => void} onConnection
   * @param {() => void} onSynchronize called after each (re)connection, when every later event will be received, and whenever events were missed
   */
  constructor(handlers, onConnection, onSynchronize) {
    this.handlers = handlers;
    this.onConnection = onConnection;
    this.onSynchronize = onSynchronize;
    this.attempts = 0;
  }

  async open() {
    this.close();
    // Of several attempts only the last counts: a ticket may take its time.
    const attempt = this.attempt = {};
    let address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/eventbus/websocket`;
    try {
      if (apiKey()) {
        address += `?ticket=${encodeURIComponent((await post('/api/eventbus/ticket')).ticket)}`;
      }
    } catch {
      if (attempt === this.attempt) {
        this.onLost();
      }
      return;
    }
    if (attempt !== this.attempt) {
      return;
    }
    const socket = this.socket = new WebSocket(address);
    const ifCurrent = handler => event => socket === this.socket && handler(event);
    socket.onopen = ifCurrent(() => this.onOpen());
    socket.onmessage = ifCurrent(message => this.onFrame(JSON.parse(message.data)));
    socket.onclose = ifCurrent(() => this.onLost());
  }

  onOpen() {
    for (const address of Object.keys(this.handlers)) {
      this.socket.send(JSON.stringify({ type: 'register', address }));
    }
    this.ping();
    this.pingTimer = setInterval(() => this.ping(), PING_MS);
  }

  /** A connection whose other end is gone can look open for a quarter of an hour: one that leaves a ping unanswered is given up. */
  ping() {
    if (this.unanswered) {
      this.onLost();
    } else {
      this.unanswered = true;
      this.socket.send('{"type":"ping"}');
    }
  }

  onFrame(frame) {
    this.unanswered = false;
    if (frame.type === 'pong' && !this.listening) {
      // The registrations that were sent before the ping are in effect: nothing is missed from here on.
      this.listening = true;
      this.attempts = 0;
      this.onConnection('open');
      this.onSynchronize();
    } else if (frame.address === MISSED) {
      this.onSynchronize();
    } else {
      this.handlers[frame.address]?.(frame.body);
    }
  }

  onLost() {
    this.close();
    this.onConnection('lost');
    if (!this.synchronized) {
      // Never connected yet: what REST answers is better than an empty page.
      this.synchronized = true;
      this.onSynchronize();
    }
    if (!state.locked) {
      // Without a key there is no use in trying; who enters one calls reconnect().
      this.retryTimer = setTimeout(() => this.open(), Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** this.attempts++));
    }
  }

  /** Connects at once unless connected: the network is back, or there is a key now. */
  reconnect() {
    if (!this.listening) {
      this.attempts = 0;
      this.open();
    }
  }

  /** Ends the wait before the next attempt: the service has answered a request. */
  skipBackoff() {
    if (this.retryTimer) {
      this.open();
    }
  }

  close() {
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    clearInterval(this.pingTimer);
    const last = this.socket;
    this.socket = null;
    this.attempt = null;
    this.listening = false;
    this.unanswered = false;
    last?.close();
  }
}
