package dev.earshot.http.upload;

/**
 * A request's file, whole on disk, and its other fields.
 *
 * @param path the file, under a random name
 * @param name what the client called it, for people only
 */
public record Upload(String path, String name, TranscriptionForm form) {
}
