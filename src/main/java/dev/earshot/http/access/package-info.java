/** Who is let in. */
package dev.earshot.http.access;
