package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.speech.RecognitionLimits;

/** What all that is to be recognised may be asked with. Pure. */
public final class SpeechRequest {

    public static final String BATCH = "batch";
    public static final String INTERACTIVE = "interactive";

    private SpeechRequest() {
    }

    /** @throws Fault {@code bad-request} */
    public static void check(String priority, String prompt) {
        if (priority != null && !priority.equals(INTERACTIVE) && !priority.equals(BATCH)) {
            throw Fault.badRequest("'priority' must be interactive or batch, not '" + priority + "'.");
        }
        if (prompt != null && !RecognitionLimits.isPrompt(prompt)) {
            throw Fault.badRequest("'prompt' must be text of at most " + RecognitionLimits.MAX_PROMPT_CHARS + " characters.");
        }
    }
}
