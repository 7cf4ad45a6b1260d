/** Tests of the whole: the service as it runs, on real audio, with the bundled model. */
package dev.earshot.whole;
