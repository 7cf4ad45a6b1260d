/** Earshot: self-hosted speech to text. Package by feature, one verticle a module; see docs/architecture.md. */
package dev.earshot;
