package dev.earshot.updates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The change log that comes with this version. */
final class ChangeLog {

    private static final int MAX_BYTES = 1_000_000;

    private ChangeLog() {
    }

    /** The section of a version of the file in this installation, or null. Blocking. */
    static String section(String version) {
        String home = System.getProperty("earshot.home");
        try {
            Path file = home == null ? null : Path.of(home, "CHANGELOG.md");
            return file == null || !Files.isRegularFile(file) || Files.size(file) > MAX_BYTES ? null : section(Files.readString(file), version);
        } catch (IOException e) {
            return null;
        }
    }

    /** What is under the heading {@code ## 1.2.3} or {@code ## [1.2.3] - date}, up to the next heading of that level; null if there is none. */
    static String section(String text, String version) {
        StringBuilder section = null;
        for (String line : text.lines().toList()) {
            if (line.startsWith("## ")) {
                if (section != null) {
                    break;
                }
                String named = line.substring(3).strip().replaceFirst("^\\[?[vV]?([^\\]\\s]+)\\]?.*$", "$1");
                section = named.equals(version) ? new StringBuilder() : null;
            } else if (section != null) {
                section.append(line).append('\n');
            }
        }
        return section == null || section.toString().isBlank() ? null : section.toString().strip();
    }
}
