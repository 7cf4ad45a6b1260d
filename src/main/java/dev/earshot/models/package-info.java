/** The models module: the catalog, the files on disk, and which of them are in memory, until when, and why. */
package dev.earshot.models;
