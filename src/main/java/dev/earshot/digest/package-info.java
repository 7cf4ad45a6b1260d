/** Digests of files, as fast as the machine can. */
package dev.earshot.digest;
