package dev.earshot.speech;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The languages Whisper knows, by the codes and English names of OpenAI's tokenizer (whisper/tokenizer.py). {@value #AUTO}
 * asks Whisper to detect the language.
 */
public final class Language {

    /** Not a language: let Whisper detect it. */
    public static final String AUTO = "auto";

    private static final String[] TABLE = {
            "en", "english", "zh", "chinese", "de", "german", "es", "spanish", "ru", "russian", "ko", "korean",
            "fr", "french", "ja", "japanese", "pt", "portuguese", "tr", "turkish", "pl", "polish", "ca", "catalan",
            "nl", "dutch", "ar", "arabic", "sv", "swedish", "it", "italian", "id", "indonesian", "hi", "hindi",
            "fi", "finnish", "vi", "vietnamese", "he", "hebrew", "uk", "ukrainian", "el", "greek", "ms", "malay",
            "cs", "czech", "ro", "romanian", "da", "danish", "hu", "hungarian", "ta", "tamil", "no", "norwegian",
            "th", "thai", "ur", "urdu", "hr", "croatian", "bg", "bulgarian", "lt", "lithuanian", "la", "latin",
            "mi", "maori", "ml", "malayalam", "cy", "welsh", "sk", "slovak", "te", "telugu", "fa", "persian",
            "lv", "latvian", "bn", "bengali", "sr", "serbian", "az", "azerbaijani", "sl", "slovenian", "kn", "kannada",
            "et", "estonian", "mk", "macedonian", "br", "breton", "eu", "basque", "is", "icelandic", "hy", "armenian",
            "ne", "nepali", "mn", "mongolian", "bs", "bosnian", "kk", "kazakh", "sq", "albanian", "sw", "swahili",
            "gl", "galician", "mr", "marathi", "pa", "punjabi", "si", "sinhala", "km", "khmer", "sn", "shona",
            "yo", "yoruba", "so", "somali", "af", "afrikaans", "oc", "occitan", "ka", "georgian", "be", "belarusian",
            "tg", "tajik", "sd", "sindhi", "gu", "gujarati", "am", "amharic", "yi", "yiddish", "lo", "lao", "uz", "uzbek",
            "fo", "faroese", "ht", "haitian creole", "ps", "pashto", "tk", "turkmen", "nn", "nynorsk", "mt", "maltese",
            "sa", "sanskrit", "lb", "luxembourgish", "my", "myanmar", "bo", "tibetan", "tl", "tagalog", "mg", "malagasy",
            "as", "assamese", "tt", "tatar", "haw", "hawaiian", "ln", "lingala", "ha", "hausa", "ba", "bashkir",
            "jw", "javanese", "su", "sundanese", "yue", "cantonese"};

    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        for (int i = 0; i < TABLE.length; i += 2) {
            NAMES.put(TABLE[i], TABLE[i + 1]);
        }
    }

    private Language() {
    }

    /** All codes, in Whisper's order. */
    public static Set<String> codes() {
        return Collections.unmodifiableSet(NAMES.keySet());
    }

    /** The lower-case English name of a code, as OpenAI's verbose JSON has it; the code itself where it is unknown. */
    public static String name(String code) {
        return NAMES.getOrDefault(code, code);
    }

    /** The code for what a user entered: a code, an English name or {@value #AUTO}, in upper or lower case. */
    public static Optional<String> parse(String text) {
        String normalized = text.strip().toLowerCase(Locale.ROOT);
        if (normalized.equals(AUTO) || NAMES.containsKey(normalized)) {
            return Optional.of(normalized);
        }
        return NAMES.entrySet().stream().filter(e -> e.getValue().equals(normalized)).map(Map.Entry::getKey).findFirst();
    }
}
