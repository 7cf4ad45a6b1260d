package dev.earshot.bus;

/** The body of a request or reply that has nothing to say: {@code {}}. */
public record Empty() {

    public static final Empty INSTANCE = new Empty();
}
