package dev.earshot;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import dev.earshot.bus.Fault;
import dev.earshot.bus.Json;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The records and enums that the bodies of messages are made of, with the names and the form that a contract gives them: the
 * simple name of the class, with its module before it where modules use the same word ({@code EngineLoad}, {@code ModelLoad}).
 */
final class BusTypes {

    private static final Map<Class<?>, String> PLAIN = Map.of(String.class, "string", Object.class, "any", Instant.class, "string date-time",
            Integer.class, "integer", Long.class, "integer", Double.class, "number", Boolean.class, "boolean");

    private final Map<String, Class<?>> named = new TreeMap<>();

    BusTypes(List<Addresses.Entry> addresses) {
        Set<Class<?>> types = new LinkedHashSet<>();
        collect(Fault.Info.class, types);
        addresses.forEach(entry -> entry.types().forEach(type -> collect(type, types)));
        Map<String, Long> uses = types.stream().collect(Collectors.groupingBy(Class::getSimpleName, Collectors.counting()));
        types.forEach(type -> named.put(name(type, uses.get(type.getSimpleName()) > 1), type));
    }

    Set<String> names() {
        return named.keySet();
    }

    String name(Class<?> type) {
        return named.entrySet().stream().filter(entry -> entry.getValue() == type).findFirst()
                .orElseThrow(() -> new AssertionError("The contract has no word for " + type)).getKey();
    }

    /** {@code object {name: type, ...}} of a record, {@code string [value, ...]} of an enum. */
    String shape(String name) {
        Class<?> type = named.get(name);
        if (type.isEnum()) {
            return "string " + Arrays.stream(type.getEnumConstants()).map(value -> Json.MAPPER.convertValue(value, String.class)).toList();
        }
        Map<String, String> fields = new TreeMap<>();
        components(type).forEach((field, component) -> fields.put(field, text(component.getGenericType())));
        return "object " + fields;
    }

    /** The fields of a record that are never absent because Java knows no absent ones of their type. */
    Set<String> primitives(String name) {
        return components(named.get(name)).entrySet().stream().filter(field -> field.getValue().getType().isPrimitive())
                .map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The components of a record by the names that Jackson gives them; none for an enum. */
    private static Map<String, RecordComponent> components(Class<?> type) {
        Map<String, RecordComponent> components = new TreeMap<>();
        if (type.isRecord()) {
            Map<String, RecordComponent> declared = Arrays.stream(type.getRecordComponents())
                    .collect(Collectors.toMap(RecordComponent::getName, component -> component));
            JavaType java = Json.MAPPER.constructType(type);
            for (BeanPropertyDefinition field : Json.MAPPER.getSerializationConfig().introspect(java).findProperties()) {
                components.put(field.getName(), declared.remove(field.getInternalName()));
            }
            if (!declared.isEmpty() || components.containsValue(null)) {
                throw new AssertionError(type + " is not written as its components say: " + components + ", " + declared);
            }
        }
        return components;
    }

    private static void collect(Type type, Set<Class<?>> into) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> collect(argument, into));
        } else if (type instanceof Class<?> plain && (plain.isEnum() || plain.isRecord()) && into.add(plain) && plain.isRecord()) {
            Arrays.stream(plain.getRecordComponents()).forEach(component -> collect(component.getGenericType(), into));
        }
    }

    private static String name(Class<?> type, boolean ambiguous) {
        if (type == Fault.Info.class) {
            return "Fault";
        }
        return (ambiguous ? type.getDeclaringClass().getSimpleName().replace("Messages", "") : "") + type.getSimpleName();
    }

    private String text(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class ? "list of " + text(arguments[0]) : "map of " + text(arguments[1]);
        }
        Class<?> plain = MethodType.methodType((Class<?>) type).wrap().returnType();
        return PLAIN.containsKey(plain) ? PLAIN.get(plain) : name(plain);
    }
}
