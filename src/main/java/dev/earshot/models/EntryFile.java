package dev.earshot.models;

/**
 * A file of a model in the catalog.
 *
 * @param url    where it can be fetched, or null
 * @param bytes  its size
 * @param sha256 its digest in lower-case hexadecimal, or null where none is known
 */
record EntryFile(String name, String url, long bytes, String sha256) {

    /** Whether its url, size and digest are known. */
    boolean fetchable() {
        return url != null && sha256 != null && bytes > 0;
    }

    /** What is wrong with it, or null; completes "... of 'model' ...". */
    String problem(String model) {
        if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            return "the name of a file of '" + model + "' must be letters, digits, '.', '_' and '-'";
        }
        if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
            return "'sha256' of '" + model + "' must be 64 lower-case hexadecimal digits";
        }
        if (url != null && !url.matches("https?://\\S+")) {
            return "'url' of '" + model + "' must begin with https:// or http://";
        }
        return null;
    }
}
