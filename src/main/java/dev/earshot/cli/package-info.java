/** The terminal: arguments to requests, answers to text. Talks to the modules over the bus, or to a running service over HTTP. */
package dev.earshot.cli;
