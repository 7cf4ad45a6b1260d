/** Earshot: self-hosted speech to text. Package by feature, one verticle a room; see docs/architecture.md. */
package dev.earshot;
