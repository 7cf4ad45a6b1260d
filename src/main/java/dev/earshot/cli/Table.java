package dev.earshot.cli;

import io.vertx.core.json.JsonObject;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Text in columns as wide as their widest cell. */
final class Table {

    private final List<String[]> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(header);
    }

    void row(String... cells) {
        rows.add(cells);
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    static String megabytes(Long bytes) {
        return bytes == null ? "-" : String.format(java.util.Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    static String or(Object value, String otherwise) {
        return value == null ? otherwise : value.toString();
    }

    /** Prints JSON with indentation. */
    static void json(PrintWriter out, String json) {
        out.println(new JsonObject(json).encodePrettily());
        out.flush();
    }
}
