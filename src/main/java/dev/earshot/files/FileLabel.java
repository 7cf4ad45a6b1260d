package dev.earshot.files;

/** What a file, or what is made of it, is called to people. Pure. */
public final class FileLabel {

    private static final int LONGEST = 200;
    /** Characters of a longer name that are kept at its end, where people number their files and programs look for the extension. */
    private static final int TAIL = 60;
    private static final String UNNAMED = "upload";

    private FileLabel() {
    }

    /** A name that can be shown: without control characters, and of a very long one both ends. */
    public static String of(String name) {
        String shown = name == null ? "" : name.replaceAll("\\p{Cntrl}", "").strip();
        if (shown.isEmpty() || shown.equals(".") || shown.equals("..")) {
            return UNNAMED;
        }
        int[] characters = shown.codePoints().toArray();
        return characters.length <= LONGEST ? shown
                : new String(characters, 0, LONGEST - TAIL - 1) + '…' + new String(characters, characters.length - TAIL, TAIL);
    }

    /** The label of a file by its path, as somebody's system writes it. */
    public static String ofPath(String path) {
        return of(path == null ? null : path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
    }
}
