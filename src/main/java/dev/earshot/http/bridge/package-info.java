/** The event bus for browsers and programs, over a WebSocket. */
package dev.earshot.http.bridge;
