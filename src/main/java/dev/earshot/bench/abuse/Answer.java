package dev.earshot.bench.abuse;

/**
 * What a request got.
 *
 * @param status the HTTP status; {@link #NO_ANSWER} where none came in time, 0 where the connection ended without one
 */
record Answer(int status, String body) {

    static final int NO_ANSWER = -1;
    static final Answer NONE = new Answer(0, "");

    boolean ok() {
        return status >= 200 && status < 300;
    }

    /** The service is overloaded or unavailable, and says so. */
    boolean later() {
        return status == 429 || status == 503;
    }

    /** Counts the answer: none, or a status of 500 and above, is a defect, unless it asks to come back later. */
    void count(Tally tally, String what) {
        if (status == NO_ANSWER) {
            tally.defect(Defect.UNANSWERED, what);
        } else if (status >= 500 && !later()) {
            tally.defect(Defect.SERVER_ERROR, what + " -> " + this);
        } else if (status == 0) {
            tally.outcome("closed");
        } else {
            tally.outcome(ok() ? "answered" : later() ? "told to come later" : "refused");
        }
    }

    @Override
    public String toString() {
        return status + " " + (body.length() > 200 ? body.substring(0, 200) + "..." : body);
    }
}
