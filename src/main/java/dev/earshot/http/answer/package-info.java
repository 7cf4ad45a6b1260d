/** Answers and failures as HTTP has them. */
package dev.earshot.http.answer;
