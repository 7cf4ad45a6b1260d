package dev.earshot.http;

/**
 * A request's file, whole on disk, and its other fields.
 *
 * @param path the file, under a random name
 * @param name what the client called it, for people only
 */
record Upload(String path, String name, TranscriptionForm form) {

    private static final int MAX_NAME = 200;

    /** The last part of what a client calls its file, without control characters. */
    static String label(String clientName) {
        String name = clientName == null ? "" : clientName.substring(Math.max(clientName.lastIndexOf('/'), clientName.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "").strip();
        if (name.isEmpty()) {
            return "upload";
        }
        return name.length() <= MAX_NAME ? name : name.substring(name.length() - MAX_NAME);
    }
}
