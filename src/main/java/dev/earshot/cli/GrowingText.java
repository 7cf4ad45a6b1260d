package dev.earshot.cli;

/** Prints a text incrementally, while it is extended at its end. Pure. */
final class GrowingText {

    private String printed = "";

    /** What has not been printed yet; without whitespace at the end, which may still change. */
    String addition(String text) {
        String stripped = text.stripTrailing();
        if (stripped.length() <= printed.length() || !stripped.startsWith(printed)) {
            return "";
        }
        String addition = stripped.substring(printed.length());
        printed = stripped;
        return addition;
    }

    /** The rest with a line end; the complete text on a new line where it does not begin with what has been printed. */
    String remainder(String text) {
        String line = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        return line.startsWith(printed) ? line.substring(printed.length()) : "\n" + line;
    }
}
