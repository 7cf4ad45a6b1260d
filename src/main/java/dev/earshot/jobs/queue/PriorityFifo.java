package dev.earshot.jobs.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A queue: first in, first out, interactive items before batch items. Pure; not thread-safe. */
public final class PriorityFifo<T> {

    private final Deque<T> interactive = new ArrayDeque<>();
    private final Deque<T> batch = new ArrayDeque<>();

    public void add(T item, boolean isInteractive) {
        (isInteractive ? interactive : batch).add(item);
    }

    /** Removes and returns the next item; null where there is none. */
    public T poll() {
        T first = interactive.poll();
        return first != null ? first : batch.poll();
    }

    /** Removes and returns the next item that matches; null where there is none. */
    T poll(Predicate<T> filter) {
        T first = Stream.concat(interactive.stream(), batch.stream()).filter(filter).findFirst().orElse(null);
        remove(first);
        return first;
    }

    /** Returns the next item without removing it; null where there is none. */
    T peek() {
        return interactive.isEmpty() ? batch.peek() : interactive.peek();
    }

    /** Removes all items that match. */
    public void removeIf(Predicate<T> filter) {
        interactive.removeIf(filter);
        batch.removeIf(filter);
    }

    /** Removes an item; false where it is not in the queue. */
    public boolean remove(T item) {
        return interactive.remove(item) || batch.remove(item);
    }
}
