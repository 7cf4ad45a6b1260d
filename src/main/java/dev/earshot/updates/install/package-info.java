/** Versions of an installation that updates itself: verifying, staging, trying, switching, going back. See docs/decisions/0022-releases-and-updates.md. */
package dev.earshot.updates.install;
