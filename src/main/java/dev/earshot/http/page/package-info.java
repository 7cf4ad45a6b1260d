/** The dashboard's files. */
package dev.earshot.http.page;
