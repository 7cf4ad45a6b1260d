package dev.earshot;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** docs/architecture.md holds the table of addresses; the code holds the addresses; they are the same. */
class AddressTableTest {

    private static final Pattern ROW = Pattern.compile("^\\| `(earshot\\.[^`]+)` \\| `([^`]+)` \\|.*");

    @Test
    void theTableAndTheCodeAreTheSame() throws IOException, ReflectiveOperationException {
        assertEquals(lines(code()), lines(table()));
    }

    private static Map<String, String> table() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/architecture.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(2));
            }
        }
        return rows;
    }

    private static Map<String, String> code() throws IOException, ReflectiveOperationException {
        Map<String, String> addresses = new TreeMap<>();
        Addresses.all().forEach(entry -> addresses.put(entry.name(), entry.bodies()));
        return addresses;
    }

    private static String lines(Map<String, String> rows) {
        StringBuilder text = new StringBuilder();
        rows.forEach((name, bodies) -> text.append(name).append(" : ").append(bodies).append('\n'));
        return text.toString();
    }
}
