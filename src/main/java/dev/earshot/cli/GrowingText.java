package dev.earshot.cli;

/** A text that is given out bit by bit while it grows at its end. Pure. */
final class GrowingText {

    private String given = "";

    /** What is new in it; the blanks at its end wait for what follows. */
    String grown(String text) {
        String settled = text.stripTrailing();
        if (settled.length() <= given.length() || !settled.startsWith(given)) {
            return "";
        }
        String more = settled.substring(given.length());
        given = settled;
        return more;
    }

    /** The rest with a line end; the whole text on a new line where it does not begin with what was printed so far. */
    String ended(String text) {
        String line = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        return line.startsWith(given) ? line.substring(given.length()) : "\n" + line;
    }
}
