package dev.earshot.engine.spi;

/**
 * What does the work.
 *
 * @param library its native library
 * @param version of that
 * @param lacks   a sentence that says what this engine does not tell and why, for who runs the service; null where it tells all it could
 */
public record EngineInfo(String library, String version, String lacks) {
}
