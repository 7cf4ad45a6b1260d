package dev.earshot.jobs.transcribe;

import dev.earshot.bus.Fault;

/** What all that is to be recognised may be asked with. Pure. */
public final class SpeechRequest {

    public static final String BATCH = "batch";
    public static final String INTERACTIVE = "interactive";
    private static final int LONGEST_PROMPT = 4000;

    private SpeechRequest() {
    }

    /** @throws Fault {@code bad-request} */
    public static void check(String priority, String prompt) {
        if (priority != null && !priority.equals(INTERACTIVE) && !priority.equals(BATCH)) {
            throw Fault.badRequest("'priority' must be interactive or batch, not '" + priority + "'.");
        }
        if (prompt != null && (prompt.length() > LONGEST_PROMPT || prompt.indexOf('\0') >= 0)) {
            throw Fault.badRequest("'prompt' must be text of at most " + LONGEST_PROMPT + " characters.");
        }
    }
}
