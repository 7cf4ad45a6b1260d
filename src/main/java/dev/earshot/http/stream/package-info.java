/** Answers that grow: server-sent events. */
package dev.earshot.http.stream;
