/** Fetches files: resumable, verified, installed whole or not at all. */
package dev.earshot.downloads;
