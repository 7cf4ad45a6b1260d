package dev.earshot.http.upload;

/**
 * A request's file, whole on disk, and its other fields.
 *
 * @param path the file, under a random name
 * @param name what the client called it, for people only
 */
public record Upload(String path, String name, TranscriptionForm form) {

    private static final int MAX_NAME = 200;
    /** Characters of a longer name that are kept at its end, where people number their files and programs look for the kind. */
    private static final int TAIL = 60;

    /** The last part of what a client calls its file, without control characters; of a very long one both ends. */
    static String label(String clientName) {
        String name = clientName == null ? "" : clientName.substring(Math.max(clientName.lastIndexOf('/'), clientName.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "").strip();
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return "upload";
        }
        int[] letters = name.codePoints().toArray();
        return letters.length <= MAX_NAME ? name
                : new String(letters, 0, MAX_NAME - TAIL - 1) + '…' + new String(letters, letters.length - TAIL, TAIL);
    }
}
