/** Requests with a file. */
package dev.earshot.http.upload;
