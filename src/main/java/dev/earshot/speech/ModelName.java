package dev.earshot.speech;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of models: Earshot's own, and those that clients of other services use. Pure. */
public final class ModelName {

    /** Only publishers of OpenAI's original weights: anybody else's {@code whisper-base} may have been trained on other data. */
    private static final Pattern PUBLISHED_NAME = Pattern.compile("(?:(?:openai|systran|guillaumekln|deepdml|mobiuslabsgmbh|ggerganov|ggml-org"
            + "|mlx-community|xenova|onnx-community)/)?(?:faster-)?whisper-(?<size>tiny|base|small|medium|large(?:-v[123])?(?:-turbo)?|turbo)"
            + "(?<english>\\.en)?(?:-ct2|-mlx|-onnx)?");
    /** Short for the newest model of that size. */
    private static final Pattern NEWEST = Pattern.compile("(?:large-)?turbo|large");
    /** Names are printed, logged and put into headers, so they must be one line of visible text. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private ModelName() {
    }

    /**
     * Earshot's name of a model: {@code base} for {@code Systran/faster-whisper-base} and {@code openai/whisper-base}, {@code large-v3-turbo}
     * for {@code turbo}. Any other name is returned unchanged.
     */
    public static String canonical(String name) {
        Matcher published = PUBLISHED_NAME.matcher(name.toLowerCase(Locale.ROOT));
        String size = published.matches() ? published.group("size") : name;
        if (NEWEST.matcher(size).matches()) {
            size = size.endsWith("turbo") ? "large-v3-turbo" : "large-v3";
        }
        return published.matches() && published.group("english") != null ? size + ".en" : size;
    }

    /** Whether this is the path of a file, not the name of a model. */
    public static boolean isPath(String name) {
        return name.indexOf('/') >= 0 || name.indexOf('\\') >= 0;
    }

    /** Whether it is one line of visible text. */
    public static boolean isPrintable(String name) {
        return !UNPRINTABLE.matcher(name).find();
    }
}
