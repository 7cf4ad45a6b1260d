package dev.earshot.engine.spi;

import java.util.List;

/**
 * What a model can do.
 *
 * @param languages codes of the languages it knows, one or more
 * @param translate whether it translates to English
 * @param prompt    whether words that came before, or that should be expected, help it
 * @param words     whether it tells the time of each word
 * @param streaming whether it can be given audio as that comes
 * @param abort     whether a window can be ended without the process that holds the model
 */
public record Capabilities(List<String> languages, boolean translate, boolean prompt, boolean words, boolean streaming, boolean abort) {

    public Capabilities {
        languages = List.copyOf(languages);
    }

    /** Whether it knows more than one language. */
    public boolean multilingual() {
        return languages.size() > 1;
    }
}
