package dev.earshot.format;

/**
 * What a model's file tells of itself.
 *
 * @param englishOnly whether it knows no other language
 * @param problem     what is wrong with it, or null
 * @param memory      that it needs, or null where that cannot be told
 */
public record ModelFacts(boolean englishOnly, String problem, MemoryEstimate memory) {

    static ModelFacts unusable(String problem) {
        return new ModelFacts(false, problem, null);
    }
}
