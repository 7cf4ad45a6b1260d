package dev.earshot.bench.abuse;

/** What must never happen, whatever is done to the service. */
enum Defect {
    /** A job is called completed, and its text is not that of the undisturbed recording, without a notice. */
    TRUNCATED,
    /** An accepted job cannot be found, or failed though it could have been done. */
    LOST,
    /** A job does not end. */
    STUCK,
    /** A request or a connection got no answer in time. */
    UNANSWERED,
    /** An answer of 500 or above that does not say "come back later", or one that the contract does not have. */
    SERVER_ERROR,
    /** Files, descriptors or processes that nobody needs stay behind. */
    LEFTOVER,
    /** The service does not come back. */
    DOWN
}
