package dev.earshot.speech;

/** What a request for recognition may say, the same in the terminal, over HTTP, on the bus and before native code. Pure. */
public final class RecognitionLimits {

    /** Characters of a prompt. */
    public static final int MAX_PROMPT_CHARS = 4000;

    private RecognitionLimits() {
    }

    /** Whether a prompt is text of at most {@link #MAX_PROMPT_CHARS} characters. */
    public static boolean isPrompt(String prompt) {
        return prompt.length() <= MAX_PROMPT_CHARS && prompt.indexOf('\0') < 0;
    }

    /** Whether a temperature is from 0 to 1. */
    public static boolean isTemperature(double temperature) {
        return temperature >= 0 && temperature <= 1;
    }
}
