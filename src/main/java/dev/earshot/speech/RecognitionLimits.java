package dev.earshot.speech;

/** Limits of a recognition request, the same in the terminal, over HTTP, on the bus and before native code is called. Pure. */
public final class RecognitionLimits {

    /** The longest prompt, in characters. */
    public static final int MAX_PROMPT_CHARS = 4000;

    private RecognitionLimits() {
    }

    /** Whether it has at most {@link #MAX_PROMPT_CHARS} characters and no NUL, at which native code would end it. */
    public static boolean isValidPrompt(String prompt) {
        return prompt.length() <= MAX_PROMPT_CHARS && prompt.indexOf('\0') < 0;
    }

    /** Whether a temperature is from 0 to 1. */
    public static boolean isValidTemperature(double temperature) {
        return temperature >= 0 && temperature <= 1;
    }
}
