/**
 * {@code earshot bench}: measures a real service, started as a user would, against the bare library, side by side in one
 * run. See docs/performance.md.
 */
package dev.earshot.bench;
