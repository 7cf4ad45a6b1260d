/** REST and the OpenAI-compatible routes: uploads in, transcripts out, everything else asked over the bus. */
package dev.earshot.http;
