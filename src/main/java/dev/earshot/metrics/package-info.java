/** What is counted, from events on the bus and from Vert.x itself, and scraped by Prometheus. */
package dev.earshot.metrics;
