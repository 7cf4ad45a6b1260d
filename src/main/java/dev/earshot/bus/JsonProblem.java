package dev.earshot.bus;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is wrong with JSON, in words for who wrote it: Jackson's own are about Java's classes. */
final class JsonProblem {

    private JsonProblem() {
    }

    static String of(Throwable error) {
        if (error instanceof UnrecognizedPropertyException unknown) {
            Collection<String> known = known(unknown);
            return "Unknown field '" + path(unknown) + "'." + NearestWord.question(unknown.getPropertyName(), known)
                    + " There " + (known.size() == 1 ? "is " : "are ") + String.join(", ", known) + ".";
        }
        if (error instanceof StreamConstraintsException) {
            return "The JSON is too large or nested too deeply.";
        }
        if (error instanceof InputCoercionException outOfRange) {
            return "A number in the JSON is out of range" + at(outOfRange) + ".";
        }
        if (error instanceof MismatchedInputException wrong && wrong.getTargetType() != null) {
            return subject(wrong) + " must be " + expected(wrong.getTargetType()) + ".";
        }
        if (error instanceof JsonMappingException wrong) {
            // Of a list or a string inside it, or a value that its record refuses.
            return wrong.getCause() instanceof StreamReadException broken ? of(broken) : subject(wrong) + " cannot be understood.";
        }
        return error instanceof JsonProcessingException broken ? syntax(broken) : "The JSON cannot be understood.";
    }

    private static String syntax(JsonProcessingException broken) {
        return "This is no JSON" + at(broken) + ".";
    }

    private static String at(JsonProcessingException error) {
        JsonLocation at = error.getLocation();
        return at == null || at.getLineNr() < 1 ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    private static String subject(JsonMappingException wrong) {
        String path = path(wrong);
        return path.isEmpty() ? "The JSON" : "Field '" + path + "'";
    }

    /** {@code models[2].name}; empty for the whole. */
    private static String path(JsonMappingException wrong) {
        return wrong.getPath().stream().map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining()).replaceFirst("^\\.", "");
    }

    private static Collection<String> known(UnrecognizedPropertyException unknown) {
        return unknown.getKnownPropertyIds() == null ? new TreeSet<>()
                : unknown.getKnownPropertyIds().stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + Arrays.stream(type.getEnumConstants()).map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }
        if (type == Instant.class) {
            return "a time such as 2026-01-02T03:04:05Z";
        }
        if (type == String.class) {
            return "text";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "a JSON object";
    }
}
