package dev.earshot;

import dev.earshot.bus.Address;
import dev.earshot.bus.Topic;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The addresses and topics of all modules, as their {@code XMessages} declare them. */
final class Addresses {

    /**
     * @param bodies {@code Request -> Reply}, or the event, as the address table writes it
     * @param types  of request and reply, or of the event
     */
    record Entry(String name, String bodies, List<Type> types) {
    }

    private Addresses() {
    }

    static List<Entry> all() throws IOException, ReflectiveOperationException {
        List<Entry> entries = new ArrayList<>();
        for (Class<?> messages : messages()) {
            for (Field field : messages.getFields()) {
                Object constant = field.get(null);
                if (constant instanceof Address<?, ?> address) {
                    entries.add(new Entry(address.name(), address.describe(), types(field)));
                } else if (constant instanceof Topic<?> topic) {
                    entries.add(new Entry(topic.name(), topic.type().getSimpleName(), types(field)));
                }
            }
        }
        return entries;
    }

    private static List<Class<?>> messages() throws IOException, ClassNotFoundException {
        Path root = Path.of("src/main/java");
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith("Messages.java")).sorted().toList()) {
                classes.add(Class.forName(root.relativize(file).toString().replace(".java", "").replace(file.getFileSystem().getSeparator(), ".")));
            }
        }
        return classes;
    }

    private static List<Type> types(Field field) {
        return List.of(((ParameterizedType) field.getGenericType()).getActualTypeArguments());
    }
}
