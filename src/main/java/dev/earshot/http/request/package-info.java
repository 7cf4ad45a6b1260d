/** What requests say beside a file: parameters and JSON bodies, checked. */
package dev.earshot.http.request;
