package dev.earshot.http.stream;

import dev.earshot.jobs.JobMessages.WindowDone;
import dev.earshot.speech.TokenLogprob;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of a transcript that a streaming client has not been sent yet. Events are hints: a duplicate is dropped, and where one
 * is missing or the client falls far behind, buffering stops and the rest comes from the job's text at the end. So the
 * concatenated deltas are always that text, and a client that does not read costs at most {@value #LIMIT} characters. How likely each token was comes
 * with the text, where it is known.
 */
final class DeltaBuffer {

    static final int LIMIT = 65_536;
    /** What a token with its probability counts as: about what it takes as JSON. */
    private static final int TOKEN_CHARS = 64;

    /**
     * @param text     may be empty
     * @param logprobs of its tokens; null where they are not known
     */
    record Delta(String text, List<TokenLogprob> logprobs) {
    }

    private final StringBuilder pending = new StringBuilder();
    private final List<TokenLogprob> tokens = new ArrayList<>();
    private int next;
    private int taken;
    private int takenTokens;
    private boolean collecting = true;

    void add(WindowDone window) {
        if (!collecting || window.index() < next) {
            return;
        }
        List<TokenLogprob> logprobs = TokenLogprob.all(window.segments());
        int its = logprobs == null ? 0 : logprobs.size();
        if (window.index() > next || pending.length() + window.text().length() + (tokens.size() + its) * TOKEN_CHARS > LIMIT) {
            collecting = false;
            return;
        }
        next++;
        pending.append(window.text());
        if (its > 0) {
            tokens.addAll(logprobs);
        }
    }

    /** What to send now. */
    Delta take() {
        Delta delta = new Delta(pending.toString(), tokens.isEmpty() ? null : List.copyOf(tokens));
        pending.setLength(0);
        tokens.clear();
        taken += delta.text.length();
        takenTokens += delta.logprobs == null ? 0 : delta.logprobs.size();
        return delta;
    }

    /**
     * What has not been taken of a job.
     *
     * @param text     all of it
     * @param logprobs of all of its tokens, or null
     */
    Delta rest(String text, List<TokenLogprob> logprobs) {
        return new Delta(text.substring(Math.min(taken, text.length())),
                logprobs == null ? null : logprobs.subList(Math.min(takenTokens, logprobs.size()), logprobs.size()));
    }
}
