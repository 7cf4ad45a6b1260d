package dev.earshot.speech;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/** What joining and counting words needs to know about scripts. Pure. */
public final class Scripts {

    private static final Set<UnicodeScript> UNSPACED = Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA,
            UnicodeScript.THAI, UnicodeScript.LAO, UnicodeScript.KHMER, UnicodeScript.MYANMAR, UnicodeScript.TIBETAN);

    private Scripts() {
    }

    /** Whether a character belongs to a script that puts no space between words. */
    public static boolean unspaced(int character) {
        return UNSPACED.contains(UnicodeScript.of(character));
    }
}
