package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;
import dev.earshot.speech.RecognitionLimits;

/** Validates what all requests for transcripts have in common. Pure. */
public final class SpeechRequest {

    private SpeechRequest() {
    }

    /** @throws Fault {@code bad-request} */
    public static void check(String prompt) {
        if (prompt != null && !RecognitionLimits.isValidPrompt(prompt)) {
            throw Fault.badRequest("'prompt' must be text of at most " + RecognitionLimits.MAX_PROMPT_CHARS + " characters.");
        }
    }
}
