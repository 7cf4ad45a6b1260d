/** What is counted, from events on the bus and from Vert.x itself, and told to Prometheus. */
package dev.earshot.metrics;
