package dev.earshot;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.earshot.bus.Address;
import dev.earshot.bus.Topic;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

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

    static List<Entry> all() throws IllegalAccessException {
        List<Entry> entries = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.earshot")) {
            for (Field field : type.getSimpleName().endsWith("Messages") ? type.reflect().getFields() : new Field[0]) {
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

    private static List<Type> types(Field field) {
        return List.of(((ParameterizedType) field.getGenericType()).getActualTypeArguments());
    }
}
