package dev.earshot.engine.whisper.binding;

/**
 * What language a model takes speech for.
 *
 * @param code        of whisper.cpp's list
 * @param probability 0 to 1, among all languages that the model knows
 */
public record DetectedLanguage(String code, double probability) {
}
