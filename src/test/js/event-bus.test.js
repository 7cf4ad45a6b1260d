import { requests, resetState, serve, settled } from './browser.js';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { EventBus } from '../../../web/app/shared/event-bus.js';
import { state } from '../../../web/app/shared/store.js';

let sockets;
let events;

/** A connection whose other end is the test. */
globalThis.WebSocket = class {
  sent = [];

  constructor(url) {
    this.url = url;
    sockets.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  receive(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
};

beforeEach(() => {
  resetState();
  sockets = [];
  events = [];
});

async function connect() {
  const bus = new EventBus({ a: body => events.push(body) }, connection => events.push(connection), () => events.push('synchronize'));
  await bus.open();
  sockets.at(-1).onopen();
  return bus;
}

test('it synchronizes once all registrations are in effect, and after events were missed', async t => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  await connect();
  const [socket] = sockets;
  assert.deepEqual(socket.sent, [{ type: 'register', address: 'a' }, { type: 'ping' }]);
  socket.receive({ address: 'a', body: 1 });
  socket.receive({ type: 'pong' });
  socket.receive({ type: 'pong' });
  socket.receive({ address: 'earshot.http.missed', body: {} });
  socket.receive({ address: 'unknown', body: 2 });
  assert.deepEqual(events, [1, 'open', 'synchronize', 'synchronize']);
});

test('a connection that leaves a ping unanswered is given up, and opened again with backoff', async t => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const bus = await connect();
  sockets[0].receive({ type: 'pong' });
  events = [];
  t.mock.timers.tick(20_000);
  assert.deepEqual(events, []);
  t.mock.timers.tick(20_000);
  assert.deepEqual(events, ['lost', 'synchronize']);
  assert.ok(sockets[0].closed);
  for (const backoff of [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]) {
    const before = sockets.length;
    t.mock.timers.tick(backoff - 1);
    assert.equal(sockets.length, before, `not before ${backoff} ms`);
    t.mock.timers.tick(1);
    assert.equal(sockets.length, before + 1, `after ${backoff} ms`);
    sockets.at(-1).onclose();
  }
  assert.equal(events.filter(event => event === 'synchronize').length, 1, 'only the first time, as nothing came since');
  bus.skipBackoff();
  assert.ok(!sockets.at(-1).closed, 'at once, where the service has answered a request');
  bus.close();
});

test('what an old connection still sends is ignored', async t => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const bus = await connect();
  await bus.open();
  sockets[0].receive({ address: 'a', body: 1 });
  sockets[0].onclose();
  assert.deepEqual(events, []);
});

test('with a key it needs a ticket, and without the right one it does not try again by itself', async t => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  t.mock.method(localStorage, 'getItem', () => 'es-1');
  serve(() => ({ ticket: 'a b' }));
  const bus = await connect();
  assert.deepEqual(requests, ['POST /api/eventbus/ticket']);
  assert.equal(sockets[0].url, 'ws://localhost/eventbus/websocket?ticket=a%20b');
  serve(() => undefined);
  state.locked = true;
  await bus.open();
  t.mock.timers.tick(60_000);
  await settled();
  assert.equal(sockets.length, 1);
  assert.deepEqual(events, ['lost', 'synchronize']);
});

test('of two attempts only the later one connects, however late its predecessor gets its ticket', async t => {
  t.mock.method(localStorage, 'getItem', () => 'es-1');
  const releases = [];
  serve(() => new Promise(resolve => releases.push(resolve)));
  const bus = new EventBus({}, () => {}, () => {});
  const first = bus.open();
  const second = bus.open();
  releases[1]({ ticket: 'second' });
  await second;
  releases[0]({ ticket: 'first' });
  await first;
  assert.deepEqual(sockets.map(socket => socket.url), ['ws://localhost/eventbus/websocket?ticket=second']);
  bus.close();
});
