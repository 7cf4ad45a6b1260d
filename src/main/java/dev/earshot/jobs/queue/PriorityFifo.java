package dev.earshot.jobs.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Who is next: first come first served, interactive work before batch work. */
public final class PriorityFifo<T> {

    private final Deque<T> interactive = new ArrayDeque<>();
    private final Deque<T> batch = new ArrayDeque<>();

    public void add(T item, boolean isInteractive) {
        (isInteractive ? interactive : batch).add(item);
    }

    /** The next one, taken out; null where nobody waits. */
    public T poll() {
        T first = interactive.poll();
        return first != null ? first : batch.poll();
    }

    /** The next one that is meant, taken out; null where there is none. */
    T poll(Predicate<T> meant) {
        T first = Stream.concat(interactive.stream(), batch.stream()).filter(meant).findFirst().orElse(null);
        remove(first);
        return first;
    }

    /** The next one, left where it is; null where nobody waits. */
    T peek() {
        return interactive.isEmpty() ? batch.peek() : interactive.peek();
    }

    /** Takes out whatever is meant. */
    public void removeIf(Predicate<T> meant) {
        interactive.removeIf(meant);
        batch.removeIf(meant);
    }

    /** Takes one out that waits; false where it does not. */
    public boolean remove(T item) {
        return interactive.remove(item) || batch.remove(item);
    }
}
