/** Telemetry: off until the user allows it; what is sent, and when. */
package dev.earshot.telemetry;
