/** What a user may change while the service runs, kept on disk. */
package dev.earshot.settings;
