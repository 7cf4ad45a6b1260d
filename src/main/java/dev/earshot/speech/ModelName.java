package dev.earshot.speech;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What models are called: here, and by those whose clients ask for them here. Pure. */
public final class ModelName {

    /** Only who publishes OpenAI's own weights: another's {@code whisper-base} may be trained on something else. */
    private static final Pattern PUBLISHED = Pattern.compile("(?:(?:openai|systran|guillaumekln|deepdml|mobiuslabsgmbh|ggerganov|ggml-org"
            + "|mlx-community|xenova|onnx-community)/)?(?:faster-)?whisper-(?<size>tiny|base|small|medium|large(?:-v[123])?(?:-turbo)?|turbo)"
            + "(?<english>\\.en)?(?:-ct2|-mlx|-onnx)?");
    /** What people call the newest of a kind. */
    private static final Pattern NEWEST = Pattern.compile("(?:large-)?turbo|large");
    /** A name is printed, logged and put into headers, so it is one line of text that can be seen. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    private ModelName() {
    }

    /**
     * The name that a model has here: {@code base} for {@code Systran/faster-whisper-base} and {@code openai/whisper-base}, {@code large-v3-turbo}
     * for {@code turbo}. Any other name stays as it is.
     */
    public static String here(String name) {
        Matcher published = PUBLISHED.matcher(name.toLowerCase(Locale.ROOT));
        String size = published.matches() ? published.group("size") : name;
        if (NEWEST.matcher(size).matches()) {
            size = size.endsWith("turbo") ? "large-v3-turbo" : "large-v3";
        }
        return published.matches() && published.group("english") != null ? size + ".en" : size;
    }

    /** Whether it says where a file is, and not which model is meant. */
    public static boolean isPath(String name) {
        return name.indexOf('/') >= 0 || name.indexOf('\\') >= 0;
    }

    /** Whether all of it can be shown in one line. */
    public static boolean isPrintable(String name) {
        return !UNPRINTABLE.matcher(name).find();
    }
}
