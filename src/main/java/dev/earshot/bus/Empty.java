package dev.earshot.bus;

/** The body of a request or reply without fields: {@code {}}. */
public record Empty() {

    public static final Empty INSTANCE = new Empty();
}
