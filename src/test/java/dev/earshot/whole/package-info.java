/** Tests of the whole: the service as it runs, on real sound, with the bundled model. */
package dev.earshot.whole;
