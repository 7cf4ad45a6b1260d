/** Asks for newer versions, has them downloaded and installed. */
package dev.earshot.updates;
